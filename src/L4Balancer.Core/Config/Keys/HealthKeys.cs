using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>health</c>.</summary>
internal static class HealthKeys
{
    public const string Agent = "agent";

    private static readonly DurationShape Interval = DurationShape.Between("100ms", "1h");

    public static ObjectShape<HealthConfig> Shape { get; } =
        new("health", "How backends are probed.", new HealthConfig(), complete: HealthRules.Check)
        {
            { "type", new ChoiceShape<ProbeKind>(),
                "What a probe does; none disables probes, so that only failing traffic counts.",
                h => h.Type, (h, v) => h with { Type = v } },
            { "send", new ProbeBytesShape(), "Bytes to send after the connect.",
                h => h.Send, (h, v) => h with { Send = v } },
            { "expect", new ProbeBytesShape(), "Bytes that the answer must begin with.",
                h => h.Expect, (h, v) => h with { Expect = v } },
            { "steps", new ListShape<ProbeStep>(ProbeKeys.Step, "a list of steps"),
                "With type tcp, instead of send and expect: what is sent and expected, step by step.",
                h => (IReadOnlyList<ProbeStep>?)h.Steps, (h, v) => h with { Steps = new ValueList<ProbeStep>(v) } },
            { "host", new IpShape(), "The address to probe instead of the backend's.",
                h => h.Host, (h, v) => h with { Host = v } },
            { "port", new OrWordShape<int>("auto", new WholeNumberShape(1, 65535)),
                "The TCP port to probe; auto is the backend's own.",
                h => h.Port, (h, v) => h with { Port = v } },
            { "tls", ProbeKeys.Tls, "TLS of the probe; omitted: plain text, except for https and tls.",
                h => h.Tls, (h, v) => h with { Tls = v } },
            { "login", ProbeKeys.Login, "Who the probe logs in as; omitted: it does not log in.",
                h => h.Login, (h, v) => h with { Login = v } },
            { "query", ProbeKeys.Query, "With type mysql or postgresql: a query after the login.",
                h => h.Query, (h, v) => h with { Query = v } },
            { "redis", ProbeKeys.Redis, "With type redis: what else is asked.",
                h => h.Redis, (h, v) => h with { Redis = v } },
            { "http", ProbeKeys.Http, "With type http or https: the request and the good response.",
                h => h.Http, (h, v) => h with { Http = v } },
            { "command", new ListShape<string>(
                    new CommandWordShape(), "a list of the program's absolute path and its arguments"),
                "With type command: the program that is run, without a shell; exit code 0 is good.",
                h => (IReadOnlyList<string>?)h.Command, (h, v) => h with { Command = new ValueList<string>(v) } },
            { "interval", Interval, "Time from one probe to the next.",
                h => h.Interval, (h, v) => h with { Interval = v } },
            { "fast-interval", new OrWordShape<TimeSpan>("auto", Interval),
                "The interval while the state is about to change; auto is a quarter of interval, at least 100ms.",
                h => h.FastInterval, (h, v) => h with { FastInterval = v } },
            { "timeout", DurationShape.Between("10ms", "1m"), "A probe that takes longer fails.",
                h => h.Timeout, (h, v) => h with { Timeout = v } },
            { "rise", new WholeNumberShape(1, 100), "Successes in a row that bring a backend up.",
                h => h.Rise, (h, v) => h with { Rise = v } },
            { "fall", new WholeNumberShape(1, 100), "Failures in a row that take a backend down.",
                h => h.Fall, (h, v) => h with { Fall = v } },
            { "eject", Interval,
                "With type none: how long a backend that failed fall connects in a row gets no new sessions.",
                h => h.Eject, (h, v) => h with { Eject = v } },
            { "suspect-late", new SwitchShape(),
                "Whether a probe that takes much longer than usual makes its backend suspected.",
                h => h.SuspectLate, (h, v) => h with { SuspectLate = v } },
            { "send-proxy", new OrWordShape<bool>("auto", new SwitchShape()),
                "Whether probes begin with a PROXY header; auto: as sessions, unless host or port is set.",
                h => h.SendProxy, (h, v) => h with { SendProxy = v } },
            { Agent, AgentKeys.Shape, "The agent that reports weight and state; omitted: none is asked.",
                h => h.Agent, (h, v) => h with { Agent = v } },
        };
}
