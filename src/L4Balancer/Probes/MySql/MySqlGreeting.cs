using System.Globalization;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>What the server says first.</summary>
/// <param name="Nonce">Random bytes for the login.</param>
/// <param name="Plugin">The way of logging in that it would like.</param>
internal sealed record MySqlGreeting(string Version, MySqlCapabilities Capabilities, byte[] Nonce, string Plugin)
{
    private const byte Protocol = 10;

    public bool IsMariaDb => Version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="ProbeFailedException">It is no greeting, or an error, in the server's words.</exception>
    public static MySqlGreeting Parse(ReadOnlySpan<byte> packet)
    {
        if (MySqlError.IsError(packet)) throw new ProbeFailedException(MySqlError.Parse(packet).ToString());
        var reader = new MySqlReader(packet);
        var protocol = reader.Byte();
        if (protocol != Protocol) throw new ProbeFailedException($"speaks version {protocol} of MySQL's protocol");
        var version = reader.TextToZero();
        reader.Bytes(4); // The number of the connection.
        var nonce = reader.Bytes(8).ToArray();
        reader.Bytes(1);
        var capabilities = (uint)reader.UInt16();
        reader.Bytes(3); // The character set and the status.
        capabilities |= (uint)reader.UInt16() << 16;
        var nonceSize = reader.Byte();
        reader.Bytes(10);
        nonce = [.. nonce, .. reader.Bytes(Math.Max(13, nonceSize - 8))[..12]];
        return new MySqlGreeting(version, (MySqlCapabilities)capabilities, nonce, reader.TextToZero());
    }

    /// <summary>Whether this is MySQL of at least this version.</summary>
    public bool IsMySqlOf(int major, int minor, int patch)
    {
        if (IsMariaDb) return false;
        var numbers = Version.Split('-', '+')[0].Split('.')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .ToArray();
        return numbers is [var a, var b, var c, ..] && (a, b, c).CompareTo((major, minor, patch)) >= 0;
    }
}

/// <summary>What both sides of a session can do.</summary>
[Flags]
internal enum MySqlCapabilities : uint
{
    LongPassword = 0x1,
    LongFlag = 0x4,
    ConnectWithDatabase = 0x8,
    Protocol41 = 0x200,
    Tls = 0x800,
    Transactions = 0x2000,
    SecureConnection = 0x8000,
    Plugins = 0x8_0000,
}
