using L4Balancer.Core.Config;

namespace L4Balancer.Core.Health;

/// <summary>An address and how it is probed.</summary>
public sealed record ProbeTarget(NetAddress Address, ProbeSpec Spec)
{
    /// <summary>The probe of a backend's health; null if it is not probed.</summary>
    public static ProbeTarget? OfHealth(PoolConfig pool, NetAddress backend) => pool.Health is var health
        && health.Type == ProbeKind.None
        ? null
        : new ProbeTarget(PlaceOf(health, backend), ProbeSpec.Of(health, health.HeaderWith(pool.SendProxy)));

    /// <summary>The agent to ask about a backend; backends on one server share it. Null if there is none.</summary>
    public static ProbeTarget? OfAgent(HealthConfig health, NetAddress backend) =>
        health.Agent is { } agent && (agent.Host ?? backend.Ip) is { } host
            ? new ProbeTarget(
                NetAddress.FromIp(host, agent.Port), new AgentProbeSpec(agent.Send) { Source = health.Source })
            : null;

    /// <summary>The backend itself unless the probe has an address or a port of its own.</summary>
    private static NetAddress PlaceOf(HealthConfig health, NetAddress backend) =>
        (health.Host ?? backend.Ip) is { } host && (health.Host is not null || health.Port is not null)
            ? NetAddress.FromIp(host, health.Port ?? backend.Port)
            : backend;
}

/// <summary>
/// A target with its timing: the shortest interval and the shortest timeout of the pools that share it.
/// </summary>
public sealed record ProbeSchedule(ProbeTarget Target, TimeSpan Interval, TimeSpan Timeout);
