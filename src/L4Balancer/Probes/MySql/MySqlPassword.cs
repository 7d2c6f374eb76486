using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>Proofs that a probe knows the password, each for one way of logging in.</summary>
/// <param name="password">Null or empty: there is none.</param>
internal sealed class MySqlPassword(string? password)
{
    public const string Native = "mysql_native_password";
    public const string CachingSha2 = "caching_sha2_password";
    public const string Ed25519 = "client_ed25519";

    private const int NonceSize = 20;
    private const int Ed25519NonceSize = 32;

    private readonly byte[] _password = Encoding.UTF8.GetBytes(password ?? "");

    public static bool Knows(string plugin) => plugin is Native or CachingSha2 or Ed25519;

    /// <summary>The answer to a nonce.</summary>
    public byte[] Prove(string plugin, ReadOnlySpan<byte> nonce)
    {
        var needed = plugin == Ed25519 ? Ed25519NonceSize : NonceSize;
        if (nonce.Length < needed) throw new ProbeFailedException("the answer has a damaged packet");
        nonce = nonce[..needed];
        if (plugin == Ed25519) return MySql.Ed25519.Sign(_password, nonce);
        if (_password.Length == 0) return plugin == Native ? [] : [0];
        return plugin == Native ? ProveNative(nonce) : ProveSha2(nonce);
    }

    /// <summary>The password itself, for a server that does not remember its hash, over a connection that is
    /// secret.</summary>
    public byte[] InClear() => [.. _password, 0];

    /// <summary>The same for a connection that is not, under the server's public key.</summary>
    public byte[] Encrypted(ReadOnlySpan<byte> pem, ReadOnlySpan<byte> nonce)
    {
        var masked = InClear();
        for (var i = 0; i < masked.Length; i++) masked[i] ^= nonce[i % NonceSize];
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(Encoding.ASCII.GetString(pem));
            return rsa.Encrypt(masked, RSAEncryptionPadding.OaepSHA1);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new ProbeFailedException("the server's public key cannot be used for the password");
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "The protocol says so.")]
    private byte[] ProveNative(ReadOnlySpan<byte> nonce)
    {
        var stage = SHA1.HashData(_password);
        return Mask(stage, SHA1.HashData([.. nonce, .. SHA1.HashData(stage)]));
    }

    private byte[] ProveSha2(ReadOnlySpan<byte> nonce)
    {
        var stage = SHA256.HashData(_password);
        return Mask(stage, SHA256.HashData([.. SHA256.HashData(stage), .. nonce]));
    }

    private static byte[] Mask(byte[] bytes, byte[] mask)
    {
        for (var i = 0; i < bytes.Length; i++) bytes[i] ^= mask[i];
        return bytes;
    }
}
