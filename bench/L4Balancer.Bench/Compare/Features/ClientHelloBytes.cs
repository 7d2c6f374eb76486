using System.Buffers.Binary;
using System.Text;

namespace L4Balancer.Bench.Compare.Features;

/// <summary>The first message of a TLS client as OpenSSL sends it, with a name and a key share.</summary>
internal static class ClientHelloBytes
{
    /// <summary>The name that it asks for.</summary>
    public const string Name = "db.example.com";

    private const int RandomSize = 32;
    private const int KeySize = 32;

    /// <summary>In hexadecimal digits.</summary>
    public static string Hex { get; } = Convert.ToHexStringLower(Make());

    private static byte[] Make()
    {
        byte[] serverName = [0, .. Long(Encoding.ASCII.GetBytes(Name))];
        byte[] keyShare = [0, 0x1D, .. Long(new byte[KeySize])];
        byte[] extensions =
        [
            .. Extension(0, Long(serverName)), .. Extension(10, Long([0, 0x1D])), .. Extension(13, Long([4, 3, 8, 4])),
            .. Extension(16, Long([2, (byte)'h', (byte)'2'])), .. Extension(43, [2, 3, 4]),
            .. Extension(51, Long(keyShare)),
        ];
        byte[] body =
        [
            3, 3, .. new byte[RandomSize], RandomSize, .. new byte[RandomSize],
            .. Long([0x13, 1, 0x13, 2, 0x13, 3]), 1, 0, .. Long(extensions),
        ];
        byte[] message = [1, 0, .. Long(body)];
        return [22, 3, 1, .. Long(message)];
    }

    private static byte[] Extension(ushort type, byte[] data) => [(byte)(type >> 8), (byte)type, .. Long(data)];

    /// <summary>Behind its length, in two bytes.</summary>
    private static byte[] Long(byte[] bytes)
    {
        var length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)bytes.Length);
        return [.. length, .. bytes];
    }
}
