using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.Fuzz.Targets;

/// <summary>The observer of Redis.</summary>
internal sealed class RedisObserverTarget : ObserverTarget
{
    public override string Name => "observe-redis";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "\r\n", "*1\r\n", "*2\r\n", "$4\r\n", "$-1\r\n", "+OK\r\n", "-ERR x\r\n", ":1\r\n", "_\r\n", "#t\r\n",
        ",1.5\r\n", "(1\r\n",
        "=5\r\ntxt:a\r\n", "!3\r\nERR\r\n", "%1\r\n", "~1\r\n", ">2\r\n", "|1\r\n", "$?\r\n", ";4\r\n", ".\r\n",
        "*?\r\n", "MULTI",
        "EXEC", "DISCARD", "WATCH", "SUBSCRIBE", "MONITOR", "HELLO", "CLIENT", "REPLY", "BLPOP", "PSYNC", "SELECT",
        "QUIT", "RESET");

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Talk((true, "*1\r\n$4\r\nPING\r\n"), (false, "+PONG\r\n")),
        Talk((true, "PING\r\n"), (false, "+PONG\r\n"), (true, "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n"), (false,
            "%1\r\n+a\r\n:1\r\n")),
        Talk((true, "*1\r\n$5\r\nMULTI\r\n*1\r\n$4\r\nEXEC\r\n"), (false, "+OK\r\n*2\r\n$-1\r\n$3\r\nabc\r\n")),
        Talk((true, "*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\nx\r\n"), (false, "*3\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n:1\r\n")),
        Talk((true, "*3\r\n$6\r\nCLIENT\r\n$5\r\nREPLY\r\n$3\r\nOFF\r\n"), (true, "*1\r\n$4\r\nQUIT\r\n")),
    ];

    protected override ProtocolObserver Make() => new RedisObserver();
}
