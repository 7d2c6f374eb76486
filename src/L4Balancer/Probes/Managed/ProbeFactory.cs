using L4Balancer.Core.Health;
using L4Balancer.Probes.Commands;
using L4Balancer.Probes.Http;
using L4Balancer.Probes.MySql;
using L4Balancer.Probes.Postgres;
using L4Balancer.Probes.Redis;
using L4Balancer.Probes.Steps;
using L4Balancer.Probes.Streams;
using L4Balancer.Sockets;

namespace L4Balancer.Probes.Managed;

/// <summary>Creates the probe for a configured kind.</summary>
internal static class ProbeFactory
{
    /// <summary>False for a kind without an implementation; a configuration with it is rejected.</summary>
    public static bool CanCreate(ProbeSpec spec) => spec
        is TcpProbeSpec or SendExpectProbeSpec or StepsProbeSpec or AgentProbeSpec or MySqlProbeSpec
        or PostgresProbeSpec or RedisProbeSpec or HttpProbeSpec or TlsProbeSpec or CommandProbeSpec;

    /// <exception cref="ArgumentOutOfRangeException"><see cref="CanCreate"/> is false.</exception>
    public static IProbe Create(ProbeSpec spec, ProbeServices services) => Of(
        spec, spec.Source is { } source ? services with { Source = BackendSource.Of(source) } : services);

    private static IProbe Of(ProbeSpec spec, ProbeServices services) => spec switch
    {
        TcpProbeSpec => new TcpProbe(null, services),
        SendExpectProbeSpec talk => new TcpProbe(talk, services),
        StepsProbeSpec steps => new StepsProbe(steps, services),
        AgentProbeSpec agent => new AgentProbe(agent, services.Source),
        MySqlProbeSpec mySql => new MySqlProbe(mySql, services),
        PostgresProbeSpec postgres => new PostgresProbe(postgres, services),
        RedisProbeSpec redis => new RedisProbe(redis, services),
        HttpProbeSpec http => new HttpProbe(http, services),
        TlsProbeSpec tls => new TlsProbe(tls, services),
        CommandProbeSpec command => new CommandProbe(command, services),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec, "This kind is not probed."),
    };
}
