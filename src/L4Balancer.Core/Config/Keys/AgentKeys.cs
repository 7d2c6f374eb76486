using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>health.agent</c>.</summary>
internal static class AgentKeys
{
    private static readonly AgentConfig Blank = new() { Port = 0 };

    public static ObjectShape<AgentConfig> Shape { get; } =
        new("agent", "The agent on the backends' servers, which reports their weight and state.", Blank)
        {
            { "port", new WholeNumberShape(1, 65535), "The TCP port of the agent.",
                a => a.Port, (a, v) => a with { Port = v }, FieldKind.Required },
            { "host", new IpShape(), "An agent that answers for all backends; omitted: the server of each backend.",
                a => a.Host, (a, v) => a with { Host = v } },
            { "interval", DurationShape.Between("100ms", "1h"), "How often the agent is asked.",
                a => a.Interval, (a, v) => a with { Interval = v } },
            { "timeout", DurationShape.Between("10ms", "1m"), "An agent that takes longer has not answered.",
                a => a.Timeout, (a, v) => a with { Timeout = v } },
            { "send", new ProbeBytesShape(), "Bytes to send after the connect.",
                a => a.Send, (a, v) => a with { Send = v } },
        };
}
