using L4Balancer.Core.Config;
using L4Balancer.Core.ProxyProtocol;

namespace L4Balancer.Core.Health;

/// <summary>
/// Describes how an address is probed: one record per kind, and no other project can add one. Two pools that probe an
/// address in the same way share one probe.
/// </summary>
public abstract record ProbeSpec
{
    private protected ProbeSpec()
    {
    }

    /// <summary>From where it connects; null if the kernel decides.</summary>
    public SourceConfig? Source { get; init; }

    /// <summary>Whether a good outcome means that the server has answered, and not only its kernel.</summary>
    public virtual bool IsAnswered => true;

    /// <summary>
    /// The version of the PROXY protocol header that it begins with, by which the balancer speaks for itself; null is
    /// none. <see cref="SendExpectProbeSpec"/> has it in what it sends.
    /// </summary>
    public ProxyVersion? Proxy { get; init; }

    /// <summary>How the health of a backend is probed.</summary>
    /// <param name="proxy">The version of the header that servers expect; null is none.</param>
    public static ProbeSpec Of(HealthConfig health, ProxyVersion? proxy = null)
    {
        var spec = OfKind(health);
        if (health.Source is { } source) spec = spec with { Source = source };
        if (proxy is not { } version || spec is NoProbeSpec or TcpProbeSpec or CommandProbeSpec) return spec;
        return spec is SendExpectProbeSpec talk ? talk.After(ProxyHeaderWriter.Local(version))
            : spec with { Proxy = version };
    }

    private static ProbeSpec OfKind(HealthConfig health) => health.Type switch
    {
        ProbeKind.None => NoProbeSpec.Instance,
        ProbeKind.Tcp when health.Steps is { } steps => new StepsProbeSpec(steps, health.Tls),
        ProbeKind.Tcp when health.Send is not null || health.Expect is not null =>
            new SendExpectProbeSpec(health.Send, health.Expect),
        ProbeKind.Tcp => TcpProbeSpec.Instance,
        ProbeKind.Mysql => new MySqlProbeSpec(health.Login, health.Tls, health.Query),
        ProbeKind.Postgresql => new PostgresProbeSpec(health.Login, health.Tls, health.Query),
        ProbeKind.Redis => new RedisProbeSpec(health.Login, health.Tls, health.Redis ?? new RedisProbeConfig()),
        ProbeKind.Http => new HttpProbeSpec(health.Http ?? new HttpProbeConfig(), null),
        ProbeKind.Https => new HttpProbeSpec(
            health.Http ?? new HttpProbeConfig(), health.Tls ?? new ProbeTlsConfig()),
        ProbeKind.Tls => new TlsProbeSpec(health.Tls ?? new ProbeTlsConfig()),
        ProbeKind.Command => new CommandProbeSpec(health.Command ?? ValueList<string>.Empty),
        _ => throw new ArgumentOutOfRangeException(nameof(health), health.Type, "No probe of this kind."),
    };
}

/// <summary>No probes are sent: only failing traffic counts.</summary>
public sealed record NoProbeSpec : ProbeSpec
{
    private NoProbeSpec()
    {
    }

    public static NoProbeSpec Instance { get; } = new();

    public override bool IsAnswered => false;
}

/// <summary>Checks whether a connect succeeds, and sends nothing.</summary>
public sealed record TcpProbeSpec : ProbeSpec
{
    private TcpProbeSpec()
    {
    }

    public static TcpProbeSpec Instance { get; } = new();

    public override bool IsAnswered => false;
}

/// <summary>Connects, sends, and expects an answer that begins with certain bytes.</summary>
/// <param name="Send">Null sends nothing.</param>
/// <param name="Expect">Null expects nothing.</param>
public sealed record SendExpectProbeSpec(ProbeBytes? Send, ProbeBytes? Expect) : ProbeSpec
{
    public override bool IsAnswered => Expect is not null;

    /// <summary>The same, with a header before what it sends.</summary>
    public SendExpectProbeSpec After(byte[] header) =>
        this with { Send = new ProbeBytes((byte[])[.. header, .. Send is null ? default : Send.Value.Span]) };
}

/// <summary>
/// Asks the agent of a server for its report. A good outcome has its answer in <see cref="ProbeFindings.Agent"/>; a bad
/// one says that there was none.
/// </summary>
/// <param name="Send">Null sends nothing.</param>
public sealed record AgentProbeSpec(ProbeBytes? Send) : ProbeSpec;
