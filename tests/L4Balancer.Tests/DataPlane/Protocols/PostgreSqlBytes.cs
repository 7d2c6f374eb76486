using System.Buffers.Binary;

namespace L4Balancer.Tests.DataPlane.Protocols;

/// <summary>The messages of PostgreSQL's protocol.</summary>
internal static class PostgreSqlBytes
{
    public static byte[] Message(char type, string payload)
    {
        var bytes = new byte[5 + payload.Length];
        bytes[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), 4 + payload.Length);
        Script.Latin(payload).CopyTo(bytes, 5);
        return bytes;
    }

    public static byte[] First(int code, string payload = "")
    {
        var bytes = new byte[8 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), code);
        Script.Latin(payload).CopyTo(bytes, 8);
        return bytes;
    }

    public static byte[] Ready(char status) => Message('Z', $"{status}");
}
