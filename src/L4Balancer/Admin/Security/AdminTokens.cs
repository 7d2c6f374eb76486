using System.Security.Cryptography;
using System.Text;

namespace L4Balancer.Admin.Security;

/// <summary>
/// The tokens, as digests: what is compared has one length, and takes one time, whatever a caller sends. Immutable.
/// </summary>
internal sealed class AdminTokens
{
    private readonly byte[]? _operator;
    private readonly byte[]? _reader;

    /// <param name="operatorToken">Null when there is none.</param>
    public AdminTokens(string? operatorToken, string? readerToken) =>
        (_operator, _reader) = (Digest(operatorToken), Digest(readerToken));

    /// <summary>There is a token, so whoever comes by TCP needs one.</summary>
    public bool AreUsed => _operator is not null || _reader is not null;

    /// <summary><see cref="AdminRole.None"/> for a token that is not known.</summary>
    public AdminRole RoleOf(string token)
    {
        var given = Digest(token)!;
        if (IsSame(given, _operator)) return AdminRole.Operator;
        return IsSame(given, _reader) ? AdminRole.Reader : AdminRole.None;
    }

    private static bool IsSame(byte[] given, byte[]? known) =>
        known is not null && CryptographicOperations.FixedTimeEquals(given, known);

    private static byte[]? Digest(string? token) =>
        token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
