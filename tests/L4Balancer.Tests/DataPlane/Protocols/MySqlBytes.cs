namespace L4Balancer.Tests.DataPlane.Protocols;

/// <summary>The packets of MySQL's protocol.</summary>
internal static class MySqlBytes
{
    private const int Capabilities = unchecked((int)0xFFFF_F7FF);

    public static byte[] Packet(int sequence, string payload) =>
        [(byte)payload.Length, (byte)(payload.Length >> 8), 0, (byte)sequence, .. Script.Latin(payload)];

    public static byte[] Command(byte command, string rest = "") => Packet(0, (char)command + rest);

    public static byte[] Query(string sql) => Command(0x03, sql);

    public static byte[] Ok(int sequence, int status) =>
        Packet(sequence, $"\0\u00FC\u0001\u0001\0{(char)(status & 0xFF)}{(char)(status >> 8)}\0\0");

    public static byte[] Error(int code) => Packet(1, $"\u00FF{(char)(code & 0xFF)}{(char)(code >> 8)}#42000no");

    public static byte[] Row(int sequence) => Packet(sequence, "\u0001x\u00FB");

    public static byte[] Greeting() => Packet(
        0, "\u000A11.8.1-MariaDB\0\u0001\0\0\0saltsalt\0" + Low(Capabilities) + "\u002D\u0002\0" + High(Capabilities)
        + "\u0015\0\0\0\0\0\0\0\0\0\0saltsaltsalt\0plugin\0");

    public static byte[] Hello(int more) => Packet(
        1, Low(0x200 | more) + High(more) + "\0\0\0\u0001\u002D" + new string('\0', 23) + "app\0");

    private static string Low(int flags) => $"{(char)(flags & 0xFF)}{(char)((flags >> 8) & 0xFF)}";

    private static string High(int flags) => Low(flags >> 16);
}
