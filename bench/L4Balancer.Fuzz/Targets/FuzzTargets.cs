using L4Balancer.Fuzz.Targets.Handover;

namespace L4Balancer.Fuzz.Targets;

/// <summary>All parsers of something that comes from outside.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new ConfigTarget(),
        new ClientHelloTarget(),
        new AgentLineTarget(),
        new CancelRequestTarget(),
        new RedisObserverTarget(),
        new MySqlObserverTarget(),
        new PostgreSqlObserverTarget(),
        new RedisProbeTarget(),
        new MySqlProbeTarget(),
        new PostgresProbeTarget(),
        new ApiValuesTarget(),
        new ProxyHeaderTarget(),
        new ProxyWriterTarget(),
        new AccessListTarget(),
        new HaproxyImportTarget(),
        new NginxImportTarget(),
        new RoutesTarget(),
        .. OperatingSystem.IsLinux() ? (FuzzTarget[])[new HandoverTarget()] : [],
    ];
}
