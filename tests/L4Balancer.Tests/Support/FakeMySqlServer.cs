using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace L4Balancer.Tests.Support;

/// <summary>
/// As much of MySQL 8 as a probe sees: caching_sha2_password with its cache, its key exchange and TLS, and answers to
/// queries that the test has set.
/// </summary>
/// <param name="password">Of every user.</param>
/// <param name="certificate">Null offers no TLS.</param>
internal sealed class FakeMySqlServer(string password, X509Certificate2? certificate = null) : FakeSqlServer
{
    private const int TlsRequestSize = 32;

    private readonly RSA _rsa = RSA.Create(2048);
    private int _quits;

    /// <summary>Whether the server remembers the hash of the password since a login in which it saw it.</summary>
    public bool Remembers { get; set; }

    /// <summary>The ways in which clients have logged in.</summary>
    public List<string> Logins { get; } = [];

    /// <summary>The answers, by a part of the query: names of columns, and then rows; one text is an error.</summary>
    public Dictionary<string, string?[][]> Answers { get; } = [];

    /// <summary>Sessions that were ended in order.</summary>
    public int Quits => Volatile.Read(ref _quits);

    /// <summary>Sends rows without end.</summary>
    public bool IsEndless { get; set; }

    protected override async Task TalkAsync(FaultyConnection connection, CancellationToken stop)
    {
        var nonce = RandomNumberGenerator.GetBytes(20);
        for (var i = 0; i < nonce.Length; i++) nonce[i] = (byte)(nonce[i] % 94 + 33);
        var wire = new FakeMySqlWire(connection, stop);
        await wire.WriteAsync(FakeMySqlWire.Greeting("8.0.36", nonce, offersTls: certificate is not null));
        var response = await wire.ReadAsync();
        var isSecret = response.Length == TlsRequestSize && certificate is not null;
        if (isSecret)
        {
            var secured = new SslStream(connection.Stream);
            await secured.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
            wire.Secured = secured;
            response = await wire.ReadAsync();
        }

        if (!await ProvesAsync(wire, FakeMySqlWire.ProofOf(response), nonce, isSecret))
        {
            await wire.WriteAsync(FakeMySqlWire.Error(1045, "28000", "Access denied for user 'probe'@'localhost'"));
            return;
        }

        await wire.WriteAsync([0, 0, 0, 2, 0, 0, 0]);
        while (true)
        {
            wire.BeginCommand();
            var command = await wire.ReadAsync();
            if (command[0] == 1) break;
            await AnswerAsync(wire, Encoding.UTF8.GetString(command, 1, command.Length - 1));
        }

        Interlocked.Increment(ref _quits);
    }

    private async Task<bool> ProvesAsync(FakeMySqlWire wire, byte[] proof, byte[] nonce, bool isSecret)
    {
        var stored = SHA256.HashData(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
        if (Remembers && proof.Length == 32)
        {
            var mask = SHA256.HashData([.. stored, .. nonce]);
            var isRight = SHA256.HashData(Xor(proof, mask)).AsSpan().SequenceEqual(stored);
            Logins.Add("from memory");
            if (isRight) await wire.WriteAsync([1, 3]);
            if (isRight) return true;
        }

        await wire.WriteAsync([1, 4]);
        var answer = await wire.ReadAsync();
        if (isSecret)
        {
            Logins.Add("TLS");
        }
        else
        {
            if (answer is not [2]) return false;
            await wire.WriteAsync([1, .. Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem())]);
            answer = Xor(_rsa.Decrypt(await wire.ReadAsync(), RSAEncryptionPadding.OaepSHA1), nonce);
            Logins.Add("key");
        }

        return Remembers = Encoding.UTF8.GetString(answer) == password + "\0";
    }

    private async Task AnswerAsync(FakeMySqlWire wire, string sql)
    {
        var answer = Answers.FirstOrDefault(entry => sql.Contains(entry.Key)).Value;
        if (answer is null or [[_]])
        {
            var denied = answer?[0][0] == "denied";
            await wire.WriteAsync(denied
                ? FakeMySqlWire.Error(1142, "42000", "SELECT command denied")
                : FakeMySqlWire.Error(1064, "42000", $"no answer is set for {sql}"));
            return;
        }

        await wire.WriteAsync([(byte)answer[0].Length]);
        foreach (var column in answer[0]) await wire.WriteAsync(FakeMySqlWire.Column(column!));
        await wire.WriteAsync(FakeMySqlWire.End);
        foreach (var row in answer.Skip(1)) await wire.WriteAsync(FakeMySqlWire.Row(row));
        while (IsEndless) await wire.WriteAsync(FakeMySqlWire.Row(answer[1]));
        await wire.WriteAsync(FakeMySqlWire.End);
    }

    private static byte[] Xor(byte[] bytes, byte[] mask) =>
        [.. bytes.Select((b, i) => (byte)(b ^ mask[i % mask.Length]))];
}
