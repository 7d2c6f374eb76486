using L4Balancer.Core.Health;
using L4Balancer.Probes.MySql;
using L4Balancer.Probes.Postgres;

namespace L4Balancer.Probes.Managed;

/// <summary>Creates the probe for a configured kind.</summary>
internal static class ProbeFactory
{
    /// <summary>False for a kind without an implementation; a configuration with it is rejected.</summary>
    public static bool CanCreate(ProbeSpec spec) =>
        spec is TcpProbeSpec or SendExpectProbeSpec or AgentProbeSpec or MySqlProbeSpec or PostgresProbeSpec;

    /// <exception cref="ArgumentOutOfRangeException"><see cref="CanCreate"/> is false.</exception>
    public static IProbe Create(ProbeSpec spec, ProbeServices services) => spec switch
    {
        TcpProbeSpec => new TcpProbe(null, services.Background),
        SendExpectProbeSpec talk => new TcpProbe(talk, services.Background),
        AgentProbeSpec agent => new AgentProbe(agent),
        MySqlProbeSpec mySql => new MySqlProbe(mySql, services),
        PostgresProbeSpec postgres => new PostgresProbe(postgres, services),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec, "This kind is not probed."),
    };
}
