using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Postgres;

/// <summary>
/// The client's side of one SCRAM-SHA-256 login (RFC 5802, RFC 7677), without channel binding. The server proves that
/// it knows the password, too.
/// </summary>
internal sealed class ScramLogin(string password, ScramKeys keys)
{
    public const string Mechanism = "SCRAM-SHA-256";

    private const string NoBinding = "n,,";

    private readonly string _nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    private byte[] _serverSignature = [];

    private string FirstBare => $"n=,r={_nonce}"; // PostgreSQL knows the user from the first message.

    public string First => NoBinding + FirstBare;

    /// <summary>The proof, as the answer to the server's nonce, salt and number of rounds.</summary>
    public string Final(string serverFirst)
    {
        var fields = Fields(serverFirst);
        var nonce = fields.GetValueOrDefault('r', "");
        var rounds = int.TryParse(fields.GetValueOrDefault('i'), NumberStyles.None, CultureInfo.InvariantCulture,
            out var i) ? i : 0;
        if (!nonce.StartsWith(_nonce, StringComparison.Ordinal) || nonce.Length == _nonce.Length
            || rounds is < 1 or > Limits.ScramRoundsMax)
        {
            throw new ProbeFailedException("the server's part of the SCRAM login is wrong");
        }

        var salted = keys.Of(password, fields.GetValueOrDefault('s', ""), rounds);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var withoutProof = $"c={Base64(NoBinding)},r={nonce}";
        var all = Encoding.UTF8.GetBytes($"{FirstBare},{serverFirst},{withoutProof}");
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), all);
        for (var at = 0; at < proof.Length; at++) proof[at] ^= clientKey[at];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), all);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <summary>Whether the server has proven that it knows the password.</summary>
    public void Verify(string serverFinal)
    {
        var signature = Fields(serverFinal).GetValueOrDefault('v', "");
        if (_serverSignature.Length == 0 || signature != Convert.ToBase64String(_serverSignature))
            throw new ProbeFailedException("the server does not know the password: it may be another one");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    /// <summary>Letters with values, parted by commas.</summary>
    private static Dictionary<char, string> Fields(string message)
    {
        var fields = new Dictionary<char, string>();
        foreach (var field in message.Split(','))
        {
            if (field is [var letter, '=', ..]) fields[letter] = field[2..];
        }

        return fields;
    }
}
