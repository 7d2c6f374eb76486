using L4Balancer.Core.Config;

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

    /// <summary>How the health of a backend is probed.</summary>
    public static ProbeSpec Of(HealthConfig health) => health switch
    {
        { Type: ProbeKind.None } => NoProbeSpec.Instance,
        { Type: ProbeKind.Tcp, Send: null, Expect: null } => TcpProbeSpec.Instance,
        { Type: ProbeKind.Tcp } => new SendExpectProbeSpec(health.Send, health.Expect),
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
}

/// <summary>Checks whether a connect succeeds, and sends nothing.</summary>
public sealed record TcpProbeSpec : ProbeSpec
{
    private TcpProbeSpec()
    {
    }

    public static TcpProbeSpec Instance { get; } = new();
}

/// <summary>Connects, sends, and expects an answer that begins with certain bytes.</summary>
/// <param name="Send">Null sends nothing.</param>
/// <param name="Expect">Null expects nothing.</param>
public sealed record SendExpectProbeSpec(ProbeBytes? Send, ProbeBytes? Expect) : ProbeSpec;

/// <summary>
/// Asks the agent of a server for its report. A good outcome has its answer in <see cref="ProbeFindings.Agent"/>; a bad
/// one says that there was none.
/// </summary>
/// <param name="Send">Null sends nothing.</param>
public sealed record AgentProbeSpec(ProbeBytes? Send) : ProbeSpec;

/// <summary>An address and how it is probed.</summary>
public sealed record ProbeTarget(NetAddress Address, ProbeSpec Spec)
{
    /// <summary>The probe of a backend's health; null if it is not probed.</summary>
    public static ProbeTarget? OfHealth(HealthConfig health, NetAddress backend) =>
        health.Type == ProbeKind.None ? null : new ProbeTarget(backend, ProbeSpec.Of(health));

    /// <summary>The agent to ask about a backend; backends on one server share it. Null if there is none.</summary>
    public static ProbeTarget? OfAgent(HealthConfig health, NetAddress backend) =>
        health.Agent is { } agent && (agent.Host ?? backend.Ip) is { } host
            ? new ProbeTarget(NetAddress.FromIp(host, agent.Port), new AgentProbeSpec(agent.Send))
            : null;
}

/// <summary>
/// A target with its timing: the shortest interval and the shortest timeout of the pools that share it.
/// </summary>
public sealed record ProbeSchedule(ProbeTarget Target, TimeSpan Interval, TimeSpan Timeout);

/// <summary>The outcome of a probe.</summary>
/// <param name="Cause">Why it is bad, in a few words for the operator; empty if good.</param>
public readonly record struct ProbeOutcome(bool IsGood, string Cause)
{
    /// <summary>How long the probe took; zero if not measured.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Additional findings; null for kinds of probe that have none.</summary>
    public ProbeFindings? Findings { get; init; }

    public static ProbeOutcome Good { get; } = new(true, "");

    public static ProbeOutcome Bad(string cause) => new(false, cause);
}
