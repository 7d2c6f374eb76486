using System.Buffers.Binary;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>From the greeting to a session: TLS if configured, and the proof of the password.</summary>
internal sealed class MySqlLogin(
    ProbeStream stream, MySqlPackets packets, MySqlGreeting greeting, MySqlPassword password)
{
    private const byte Utf8Mb4 = 45;
    private const byte Ok = 0x00;
    private const byte More = 0x01;
    private const byte Switch = 0xFE;
    private const byte KnowsThePassword = 3;
    private const byte WantsThePassword = 4;
    private const byte PublicKeyPlease = 2;

    private const MySqlCapabilities Wanted = MySqlCapabilities.LongPassword | MySqlCapabilities.LongFlag
        | MySqlCapabilities.Protocol41 | MySqlCapabilities.Transactions | MySqlCapabilities.SecureConnection
        | MySqlCapabilities.Plugins;

    private bool _isSecret = stream.Address.UnixPath is not null;
    private string _plugin = MySqlPassword.Knows(greeting.Plugin) ? greeting.Plugin : MySqlPassword.Native;
    private byte[] _nonce = greeting.Nonce;

    /// <returns>Why the server refuses the login; null if it does not.</returns>
    public async Task<MySqlError?> RunAsync(
        string user, string? database, ProbeTlsConfig? tls, CancellationToken cancellationToken)
    {
        var wanted = database is null ? Wanted : Wanted | MySqlCapabilities.ConnectWithDatabase;
        if (tls is not null)
        {
            wanted |= MySqlCapabilities.Tls;
            if (!greeting.Capabilities.HasFlag(MySqlCapabilities.Tls))
                throw new ProbeFailedException("the server offers no TLS");
            await packets.WriteAsync(Head(wanted), cancellationToken);
            await stream.SecureAsync(tls, cancellationToken);
            _isSecret = true;
        }

        if (_plugin == MySqlPassword.Ed25519) _plugin = MySqlPassword.Native; // Its nonce comes with a switch.
        var proof = password.Prove(_plugin, _nonce);
        await packets.WriteAsync(
            [
                .. Head(wanted), .. Text(user), (byte)proof.Length, .. proof, .. database is null ? [] : Text(database),
                .. Text(_plugin),
            ],
            cancellationToken);
        return await ConverseAsync(cancellationToken);
    }

    private async Task<MySqlError?> ConverseAsync(CancellationToken cancellationToken)
    {
        for (var count = 0; count < Limits.SqlLoginMessagesMax; count++)
        {
            var packet = await packets.ReadAsync(cancellationToken);
            switch (packet[0])
            {
                case Ok:
                    return null;
                case MySqlError.Mark:
                    return MySqlError.Parse(packet);
                case Switch:
                    await SwitchAsync(packet, cancellationToken);
                    break;
                case More when _plugin == MySqlPassword.CachingSha2 && packet is [_, KnowsThePassword]:
                    break;
                case More when _plugin == MySqlPassword.CachingSha2 && packet is [_, WantsThePassword]:
                    await TellAsync(cancellationToken);
                    break;
                default:
                    throw new ProbeFailedException("does not speak the MySQL protocol");
            }
        }

        throw new ProbeFailedException("the login does not come to an end");
    }

    private Task SwitchAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        var reader = new MySqlReader(packet.Span[1..]);
        _plugin = reader.IsAtEnd ? "mysql_old_password" : reader.TextToZero();
        if (!MySqlPassword.Knows(_plugin))
        {
            throw new ProbeFailedException(
                $"login refused: the account uses {ServerWords.Of(_plugin)}, with which probes cannot log in");
        }

        _nonce = reader.Rest().ToArray();
        return packets.WriteAsync(password.Prove(_plugin, _nonce), cancellationToken);
    }

    /// <summary>The server has forgotten the hash: it wants the password, in a way that others cannot read.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (_isSecret)
        {
            await packets.WriteAsync(password.InClear(), cancellationToken);
            return;
        }

        await packets.WriteAsync([PublicKeyPlease], cancellationToken);
        var packet = await packets.ReadAsync(cancellationToken);
        if (packet[0] != More) throw new ProbeFailedException("the server does not show its public key");
        await packets.WriteAsync(password.Encrypted(packet.AsSpan(1), _nonce), cancellationToken);
    }

    private static byte[] Head(MySqlCapabilities capabilities)
    {
        var head = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)capabilities);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), Limits.SqlMessageMax);
        head[8] = Utf8Mb4;
        return head;
    }

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
