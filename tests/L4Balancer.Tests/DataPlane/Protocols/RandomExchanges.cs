using static L4Balancer.Tests.DataPlane.Protocols.MySqlBytes;
using static L4Balancer.Tests.DataPlane.Protocols.PostgreSqlBytes;

namespace L4Balancer.Tests.DataPlane.Protocols;

/// <summary>A question, its complete answer, and whether the session is busy before and after it.</summary>
internal sealed record Exchange(byte[] Asked, byte[] Answered, bool IsBusyBefore, bool IsBusyAfter);

/// <summary>Random conversations that a server would have.</summary>
internal static class RandomExchanges
{
    public static Exchange[] Redis(Random random)
    {
        var (isInMulti, isWatching) = (false, false);
        return Make(random, () =>
        {
            switch (random.Next(8))
            {
                case 0:
                    var wasInMulti = isInMulti;
                    isInMulti = true;
                    return Of("MULTI", wasInMulti ? "-ERR\r\n" : "+OK\r\n");
                case 1:
                    var reply = isInMulti ? RedisReply(random, 0) : "-ERR\r\n";
                    if (isInMulti) isWatching = false;
                    isInMulti = false;
                    return Of(random.Next(2) == 0 ? "EXEC" : "discard", reply);
                case 2:
                    isWatching = true;
                    return Of("WATCH", isInMulti ? "-ERR\r\n" : "+OK\r\n");
                case 3:
                    isWatching &= isInMulti;
                    return Of("UNWATCH", "+OK\r\n");
                default:
                    return (Script.Latin(RedisObserverTests.Ask("SET", "key", RandomText(random))),
                        Script.Latin(Push(random) + RedisReply(random, 0)), isInMulti || isWatching);
            }

            (byte[], byte[], bool) Of(string command, string reply) => (
                Script.Latin(command == "WATCH" ? RedisObserverTests.Ask(command, "a") : command + "\r\n"),
                Script.Latin(reply), isInMulti || isWatching);
        });
    }

    public static Exchange[] PostgreSqlLogin() =>
        [new(First(196608, "user\0a\0\0"), [.. Message('R', "\0\0\0\0"), .. Ready('I')], true, false)];

    public static Exchange[] PostgreSql(Random random)
    {
        var status = 'I';
        return Make(random, () =>
        {
            if (random.Next(3) == 0) status = "ITE"[random.Next(3)];
            byte[] rows = [.. Many(random, () => Message('D', RandomText(random))), .. Message('C', "SELECT\0")];
            byte[] asked = random.Next(2) == 0
                ? Message('Q', "SELECT " + RandomText(random) + "\0")
                : [.. Message('P', "\0SELECT\0"), .. Message('B', "\0\0"), .. Message('E', "\0"), .. Message('S', "")];
            return (asked, [.. Message('T', "x"), .. rows, .. Ready(status)], status != 'I');
        });
    }

    public static Exchange[] MySqlLogin(Random random) =>
    [
        new([], Greeting(), true, true),
        new(Hello(0), [.. Packet(2, "\u0001\u0004"), .. MySqlBytes.Ok(3, 2)], true, false),
    ];

    public static Exchange[] MySql(Random random)
    {
        var status = 2;
        return Make(random, () =>
        {
            if (random.Next(3) == 0) status ^= 1;
            byte[] answered = random.Next(3) switch
            {
                0 => MySqlBytes.Ok(1, status),
                1 => [.. Rows(random, status | 8), .. MySqlBytes.Ok(7, status)],
                _ => Rows(random, status),
            };
            return (Query("CALL p" + RandomText(random)), answered, (status & 1) != 0);
        });
    }

    private static byte[] Rows(Random random, int status) =>
    [
        .. Packet(1, "\u0001"), .. Packet(2, "\u0003def"), .. Packet(3, "\u00FE\0\0\u0002\0"),
        .. Many(random, () => Packet(4, "\u0001" + RandomText(random))), .. Packet(5, $"\u00FE\0\0{(char)status}\0"),
    ];

    private static Exchange[] Make(Random random, Func<(byte[] Asked, byte[] Answered, bool IsBusy)> next)
    {
        var exchanges = new Exchange[random.Next(1, 30)];
        var isBusy = false;
        for (var i = 0; i < exchanges.Length; i++)
        {
            var (asked, answered, isBusyAfter) = next();
            exchanges[i] = new Exchange(asked, answered, isBusy, isBusyAfter);
            isBusy = isBusyAfter;
        }

        return exchanges;
    }

    private static byte[] Many(Random random, Func<byte[]> make) =>
        [.. Enumerable.Range(0, random.Next(5)).SelectMany(_ => make())];

    private static string Push(Random random) => random.Next(5) == 0 ? ">2\r\n+push\r\n:1\r\n" : "";

    private static string RedisReply(Random random, int depth) => random.Next(depth < 3 ? 9 : 5) switch
    {
        0 => "+OK\r\n",
        1 => "$-1\r\n",
        2 => $":{random.Next(-9, 9)}\r\n",
        3 or 4 when RandomText(random) is var text => $"${text.Length}\r\n{text}\r\n",
        5 => "|1\r\n+a\r\n:1\r\n" + RedisReply(random, depth + 1),
        6 => "%1\r\n" + RedisReply(random, depth + 1) + RedisReply(random, depth + 1),
        _ => Array(random, depth),
    };

    private static string Array(Random random, int depth)
    {
        var count = random.Next(4);
        return $"*{count}\r\n" + string.Concat(Enumerable.Range(0, count).Select(_ => RedisReply(random, depth + 1)));
    }

    private static string RandomText(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => "\r\n*$Z\0ab"[random.Next(8)]));
}
