using System.Globalization;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Redis;

/// <summary>Speaks RESP 2, the protocol of Redis and its Sentinels, of which a probe needs little.</summary>
internal sealed class RedisLink(ProbeStream stream)
{
    /// <summary>More than any array that is asked for has.</summary>
    private const int ItemsMax = 16;

    private const string NoRedis = "the answer is not that of Redis";

    /// <summary>Logs in, if there is something to log in with.</summary>
    /// <exception cref="ProbeFailedException">The login is refused.</exception>
    public async Task LoginAsync(ProbeLoginConfig? login, ProbeSecrets secrets, CancellationToken cancellationToken)
    {
        if (login is null || secrets.PasswordOf(login) is not { } password) return;
        string[] command = login.User is { } user ? ["AUTH", user, password] : ["AUTH", password];
        await SendAsync([command], cancellationToken);
        var reply = await ReadAsync(cancellationToken);
        if (reply.IsError) throw new ProbeFailedException(RedisErrors.OfLogin(reply.Text));
    }

    /// <summary>Sends commands in one go; each gets a reply.</summary>
    public Task SendAsync(IEnumerable<string[]> commands, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        foreach (var command in commands)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes($"*{command.Length}\r\n"));
            foreach (var word in command)
            {
                var text = Encoding.UTF8.GetBytes(word);
                bytes.AddRange(Encoding.UTF8.GetBytes($"${text.Length}\r\n"));
                bytes.AddRange(text);
                bytes.AddRange("\r\n"u8);
            }
        }

        return stream.WriteAsync(bytes.ToArray(), cancellationToken);
    }

    /// <summary>The next reply that is no error.</summary>
    /// <exception cref="ProbeFailedException">It is one.</exception>
    public async Task<RedisReply> ReadGoodAsync(CancellationToken cancellationToken)
    {
        var reply = await ReadAsync(cancellationToken);
        return reply.IsError ? throw new ProbeFailedException(RedisErrors.Of(reply.Text)) : reply;
    }

    /// <param name="isItem">Of an array. Those that are asked for hold no arrays: a server that nests them could nest
    /// them until the stack is full.</param>
    private async Task<RedisReply> ReadAsync(CancellationToken cancellationToken, bool isItem = false)
    {
        var line = await ReadLineAsync(cancellationToken);
        if (line.Length == 0) throw new ProbeFailedException(NoRedis);
        switch (line[0])
        {
            case '+' or ':':
                return new RedisReply(line[1..]);
            case '-':
                return new RedisReply(line[1..], IsError: true);
            case '$':
                return new RedisReply(await ReadBulkAsync(LengthOf(line), cancellationToken));
            case '*':
                var count = LengthOf(line);
                if (count > ItemsMax || isItem) throw new ProbeFailedException(NoRedis);
                var items = new List<string>();
                while (items.Count < count) items.Add((await ReadAsync(cancellationToken, isItem: true)).Text);
                return new RedisReply("", Items: count < 0 ? null : items);
            default:
                throw new ProbeFailedException($"{NoRedis}: {Shown.Of(line)}");
        }
    }

    /// <summary>-1 is nothing, which RESP can say of a string and of an array.</summary>
    private static int LengthOf(string line) =>
        int.TryParse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length)
        && length is >= -1 and <= Limits.ProbeSearchMax
            ? length
            : throw new ProbeFailedException($"{NoRedis}: {Shown.Of(line)}");

    private async Task<string> ReadBulkAsync(int length, CancellationToken cancellationToken)
    {
        if (length < 0) return "";
        while (stream.Unread.Length < length + 2)
            await stream.FillAsync(Limits.ProbeSearchMax + 2, cancellationToken);
        var text = Encoding.Latin1.GetString(stream.Unread[..length]);
        stream.Consume(length + 2);
        return text;
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = stream.Unread.IndexOf("\r\n"u8)) < 0)
            await stream.FillAsync(Limits.ProbeBytesMax, cancellationToken);
        var line = Encoding.Latin1.GetString(stream.Unread[..end]);
        stream.Consume(end + 2);
        return line;
    }
}
