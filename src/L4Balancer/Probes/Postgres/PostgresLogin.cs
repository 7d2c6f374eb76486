using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Postgres;

/// <summary>From the connect to a session: TLS if configured, and the proof of the password.</summary>
internal sealed class PostgresLogin(ProbeStream stream, PostgresMessages messages, ScramKeys keys)
{
    private const int ProtocolVersion = 196_608; // 3.0
    private const int TlsRequest = 80_877_103;

    /// <summary>What the server asks for in a message R.</summary>
    private const int Ok = 0;
    private const int InClear = 3;
    private const int Md5 = 5;
    private const int Sasl = 10;
    private const int SaslContinue = 11;
    private const int SaslFinal = 12;

    private ScramLogin? _scram;

    public async Task BeginAsync(
        string user, string? database, ProbeTlsConfig? tls, CancellationToken cancellationToken)
    {
        if (tls is not null) await SecureAsync(tls, cancellationToken);
        var options = $"user\0{user}\0{(database is null ? "" : $"database\0{database}\0")}"
            + "application_name\0l4balancer\0client_encoding\0UTF8\0\0";
        await messages.WriteFirstAsync(
            [.. PostgresMessages.Int32(ProtocolVersion), .. Encoding.UTF8.GetBytes(options)], cancellationToken);
    }

    /// <summary>Proves the password, and waits until queries are possible.</summary>
    /// <param name="password">Null if there is none.</param>
    /// <returns>Why the server refuses the login; null if it does not.</returns>
    public async Task<PostgresError?> FinishAsync(
        string user, string? password, PostgresMessage first, CancellationToken cancellationToken)
    {
        var message = first;
        for (var count = 0; count < Limits.SqlLoginMessagesMax; count++)
        {
            switch (message.Type)
            {
                case 'Z':
                    return null;
                case 'E':
                    return PostgresError.Parse(message.Body);
                case 'R':
                    await ProveAsync(user, password, message.Body, cancellationToken);
                    break;
                case 'S' or 'K' or 'N' or 'v':
                    break;
                default:
                    throw new ProbeFailedException("does not speak the PostgreSQL protocol");
            }

            message = await messages.ReadAsync(cancellationToken);
        }

        throw new ProbeFailedException("the login does not come to an end");
    }

    private async Task SecureAsync(ProbeTlsConfig tls, CancellationToken cancellationToken)
    {
        await messages.WriteFirstAsync(PostgresMessages.Int32(TlsRequest), cancellationToken);
        switch (await messages.ReadByteAsync(cancellationToken))
        {
            case 'S':
                await stream.SecureAsync(tls, cancellationToken);
                return;
            case 'N':
                throw new ProbeFailedException("the server offers no TLS");
            case 'E':
                var error = await messages.ReadAsync(cancellationToken);
                throw new ProbeFailedException(PostgresError.Parse(error.Body).ToString());
            default:
                throw new ProbeFailedException("does not speak the PostgreSQL protocol");
        }
    }

    private Task ProveAsync(
        string user, string? password, byte[] request, CancellationToken cancellationToken)
    {
        if (request.Length < 4) throw new ProbeFailedException("the answer has a damaged message");
        var kind = BinaryPrimitives.ReadInt32BigEndian(request);
        if (kind == Ok) return Task.CompletedTask;
        var rest = request[4..];
        if (kind is not (InClear or Md5 or Sasl or SaslContinue or SaslFinal))
        {
            throw new ProbeFailedException(
                "login refused: the server wants a kind of authentication with which probes cannot log in");
        }

        if (password is null) throw new ProbeFailedException("login refused: the server wants a password");
        return kind switch
        {
            InClear => SendAsync(Zeroed(password), cancellationToken),
            Md5 => SendAsync(Zeroed(Md5Proof(user, password, rest)), cancellationToken),
            _ => ScramAsync(kind, password, rest, cancellationToken),
        };
    }

    private Task ScramAsync(int kind, string password, byte[] rest, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(rest);
        if (kind == Sasl)
        {
            if (!text.Split('\0').Contains(ScramLogin.Mechanism))
                throw new ProbeFailedException($"the server does not offer {ScramLogin.Mechanism}");
            _scram = new ScramLogin(password, keys);
            var first = Encoding.UTF8.GetBytes(_scram.First);
            return SendAsync(
                [.. Zeroed(ScramLogin.Mechanism), .. PostgresMessages.Int32(first.Length), .. first],
                cancellationToken);
        }

        if (_scram is null) throw new ProbeFailedException("does not speak the PostgreSQL protocol");
        if (kind == SaslContinue)
            return SendAsync(Encoding.UTF8.GetBytes(_scram.Final(text)), cancellationToken);
        _scram.Verify(text);
        return Task.CompletedTask;
    }

    private Task SendAsync(byte[] answer, CancellationToken cancellationToken) =>
        messages.WriteAsync('p', answer, cancellationToken);

    private static byte[] Zeroed(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    [SuppressMessage("Security", "CA5351", Justification = "The protocol says so.")]
    private static string Md5Proof(string user, string password, byte[] salt)
    {
        var inner = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password + user)));
        return "md5" + Convert.ToHexStringLower(MD5.HashData([.. Encoding.ASCII.GetBytes(inner), .. salt]));
    }
}
