using System.Net;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The sections with options of sockets: those of a listener, and those of connects to backends.</summary>
internal static class SocketKeys
{
    private static readonly TextShape Interface = new(15, "the name of a network interface such as eth1");

    public static ObjectShape<ListenSocketConfig> Listen { get; } =
        new("socket", "Options of the listening sockets. Linux only.", new ListenSocketConfig())
        {
            { "freebind", new SwitchShape(), "Bind addresses that the machine does not have yet (IP_FREEBIND).",
                s => s.Freebind, (s, v) => s with { Freebind = v } },
            { "transparent", new SwitchShape(), "Accept clients of foreign addresses (IP_TRANSPARENT, for TPROXY).",
                s => s.Transparent, (s, v) => s with { Transparent = v } },
            { "interface", Interface, "Only clients that come in there (SO_BINDTODEVICE); omitted: any.",
                s => s.Interface, (s, v) => s with { Interface = v } },
            { "mark", new WholeNumberShape(0, int.MaxValue), "SO_MARK, for routing by mark; 0 sets none.",
                s => s.Mark, (s, v) => s with { Mark = v } },
            { "fast-open", new WholeNumberShape(0, 65_535), "Length of the queue of TCP Fast Open; 0 is off.",
                s => s.FastOpen, (s, v) => s with { FastOpen = v } },
            { "defer-accept", DurationShape.WholeSecondsBetween("0", "1m"),
                "The kernel hands over a client when its first bytes have come, or after this time; 0 is off.",
                s => s.DeferAccept, (s, v) => s with { DeferAccept = v } },
            { "mptcp", new SwitchShape(), "Accept Multipath TCP, if the kernel has it.",
                s => s.Mptcp, (s, v) => s with { Mptcp = v } },
        };

    public static ObjectShape<SourceConfig> Source { get; } =
        new("source", "From where backends are connected.", new SourceConfig())
        {
            { "addresses", new ListShape<IPAddress>(new IpShape(), "an IP address, or a list of them", orSingle: true),
                "Addresses of this machine, used in turn; omitted: the kernel chooses.",
                s => s.Addresses.Count == 0 ? null : (IReadOnlyList<IPAddress>)s.Addresses,
                (s, v) => s with { Addresses = new ValueList<IPAddress>(v) } },
            { "ports", new PortRangeShape(), "The ports to use; omitted: net.ipv4.ip_local_port_range. Linux only.",
                s => s.Ports, (s, v) => s with { Ports = v } },
            { "transparent", new SwitchShape(),
                "Connect from the client's own address (IP_TRANSPARENT); answers must be routed back. Linux only.",
                s => s.Transparent, (s, v) => s with { Transparent = v } },
            { "freebind", new SwitchShape(), "Use addresses that the machine does not have yet. Linux only.",
                s => s.Freebind, (s, v) => s with { Freebind = v } },
            { "interface", Interface, "Connect through this interface (SO_BINDTODEVICE); omitted: as routed.",
                s => s.Interface, (s, v) => s with { Interface = v } },
            { "mark", new WholeNumberShape(0, int.MaxValue), "SO_MARK, for routing by mark; 0 sets none.",
                s => s.Mark, (s, v) => s with { Mark = v } },
        };
}
