using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace L4Balancer.Bench.Load.Protocols;

/// <summary>
/// The packets of a login with mysql_native_password, as the manual of the MySQL protocol has them (HandshakeV10,
/// HandshakeResponse41, AuthSwitchRequest).
/// </summary>
internal static class MySqlLogin
{
    public const int NonceLength = 20;

    private const string Method = "mysql_native_password";

    /// <summary>CLIENT_LONG_PASSWORD, CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION and CLIENT_PLUGIN_AUTH.</summary>
    private const uint Capabilities = 0x1 | 0x200 | 0x8000 | 0x80000;

    private const int PacketMax = 1 << 24;
    private const byte Utf8 = 33;

    /// <summary>The 20 random bytes of a greeting, in two pieces; null when it is no greeting of version 10.</summary>
    public static byte[]? NonceOf(ReadOnlySpan<byte> greeting)
    {
        if (greeting is not [10, ..]) return null;
        var version = greeting[1..].IndexOf((byte)0);

        // After the version: 4 bytes of thread id, 8 of the nonce, 19 of flags and fillers, 12 more of the nonce.
        var first = 1 + version + 1 + 4;
        if (version < 0 || greeting.Length < first + 8 + 19 + 12) return null;
        return [.. greeting.Slice(first, 8), .. greeting.Slice(first + 8 + 19, 12)];
    }

    /// <summary>The nonce with which the server asks for this method; null when it asks for another one.</summary>
    public static byte[]? NonceOfSwitch(ReadOnlySpan<byte> request)
    {
        var name = Encoding.ASCII.GetBytes(Method + '\0');
        var rest = request[1..];
        if (!rest.StartsWith(name) || rest.Length < name.Length + NonceLength) return null;
        return rest.Slice(name.Length, NonceLength).ToArray();
    }

    public static byte[] Respond(string user, string password, byte[] nonce, byte sequence)
    {
        var proof = ProofOf(password, nonce);
        var head = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Capabilities);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), PacketMax);
        head[8] = Utf8;
        return Packet(
            [
                .. head, .. Encoding.UTF8.GetBytes(user), 0, (byte)proof.Length, .. proof,
                .. Encoding.ASCII.GetBytes(Method), 0,
            ],
            sequence);
    }

    /// <summary>The answer to a request to switch to this method.</summary>
    public static byte[] Prove(string password, byte[] nonce, byte sequence) =>
        Packet(ProofOf(password, nonce), sequence);

    /// <summary>SHA1(password) xor SHA1(nonce, SHA1(SHA1(password))); nothing for an empty password.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The method of the server is what it is.")]
    public static byte[] ProofOf(string password, byte[] nonce)
    {
        if (password.Length == 0) return [];
        var once = SHA1.HashData(Encoding.UTF8.GetBytes(password));
        var mixed = SHA1.HashData([.. nonce, .. SHA1.HashData(once)]);
        for (var i = 0; i < mixed.Length; i++) mixed[i] ^= once[i];
        return mixed;
    }

    private static byte[] Packet(byte[] payload, byte sequence)
    {
        byte[] header = [(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), sequence];
        return [.. header, .. payload];
    }
}
