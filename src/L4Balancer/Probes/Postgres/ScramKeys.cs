using System.Security.Cryptography;
using System.Text;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Postgres;

/// <summary>
/// The key that SCRAM derives from a password in thousands of rounds. A server keeps its salt, so that a probe derives
/// the key once and not each time. One probe at a time.
/// </summary>
internal sealed class ScramKeys
{
    private const int KeySize = 32;

    private (string Password, string Salt, int Rounds) _of;
    private byte[]? _key;

    public byte[] Of(string password, string salt, int rounds)
    {
        if (_key is not null && _of == (password, salt, rounds)) return _key;
        var bytes = new byte[salt.Length];
        if (!Convert.TryFromBase64String(salt, bytes, out var length))
            throw new ProbeFailedException("the server's part of the SCRAM login is wrong");
        _key = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), bytes.AsSpan(0, length), rounds, HashAlgorithmName.SHA256, KeySize);
        _of = (password, salt, rounds);
        return _key;
    }
}
