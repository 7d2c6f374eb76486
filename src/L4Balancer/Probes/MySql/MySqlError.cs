using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>An error of the server, in its words.</summary>
/// <param name="State">The SQLSTATE; empty before the server knows that the client understands it.</param>
internal sealed record MySqlError(int Code, string State, string Text)
{
    /// <summary>The first byte of a packet with an error.</summary>
    public const byte Mark = 0xFF;

    private const int MissingPrivilege = 1227;
    private const int MissingTablePrivilege = 1142;

    /// <summary>
    /// Errors of a login that are about the account and not about the server, and whose SQLSTATE does not say so.
    /// </summary>
    private static readonly int[] AccountErrors =
    [
        1044, // No right to the database.
        1049, // No such database.
        1251, // The account needs a login that the client did not offer.
        1524, // The plugin of the account is not loaded.
        1820, 1862, // The password has expired.
        3118, 4151, // The account is locked, in MySQL and MariaDB.
        3159, // Only encrypted connections.
    ];

    /// <summary>It refuses the user, which a server in good health does.</summary>
    public bool IsAboutAccount => State == "28000" || AccountErrors.Contains(Code);

    /// <summary>The account lacks a right.</summary>
    public bool IsAboutRights => Code is MissingPrivilege or MissingTablePrivilege;

    public static bool IsError(ReadOnlySpan<byte> packet) => packet[0] == Mark;

    public static MySqlError Parse(ReadOnlySpan<byte> packet)
    {
        var reader = new MySqlReader(packet[1..]);
        var code = reader.UInt16();
        var rest = reader.Rest();
        return rest is [(byte)'#', _, _, _, _, _, ..]
            ? new MySqlError(code, ServerWords.Of(rest[1..6]), ServerWords.Of(rest[6..]))
            : new MySqlError(code, "", ServerWords.Of(rest));
    }

    public override string ToString() => $"{Text} ({Code})";
}
