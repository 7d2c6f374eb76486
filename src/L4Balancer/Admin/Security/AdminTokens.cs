using System.Security.Cryptography;
using System.Text;

namespace L4Balancer.Admin.Security;

/// <summary>
/// The tokens, as digests, so that comparing takes constant time whatever a caller sends. Immutable.
/// </summary>
internal sealed class AdminTokens
{
    private readonly byte[]? _operator;
    private readonly byte[]? _reader;

    /// <param name="operatorToken">Null if there is none.</param>
    public AdminTokens(string? operatorToken, string? readerToken) =>
        (_operator, _reader) = (Digest(operatorToken), Digest(readerToken));

    /// <summary>Whether there is a token, so that callers over TCP need one.</summary>
    public bool AreUsed => _operator is not null || _reader is not null;

    /// <summary>Returns <see cref="AdminRole.None"/> for an unknown token.</summary>
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
