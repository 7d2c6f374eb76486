namespace L4Balancer.Core.Import.Nginx;

/// <summary>The directives of <c>upstream</c>, and the options of <c>server</c> in it.</summary>
internal static class UpstreamTable
{
    public static DirectiveTable Table { get; } = new DirectiveTable("nginx: upstream")
    {
        { "server", "pools.backends" },
        { "least_conn", "pools.policy: least-connections" },
        { "random", "pools.policy: power-of-two or random" },
        { "hash", "pools.policy: source-hash" },
        { "least_time", "pools.policy: fastest", "it looks at connects and at response times" },
        { "zone", "counters are always shared" },
    }
    .None("state, queue, ntlm, sticky", "there is no such thing of nginx Plus; queue is a key of pools")
    .None("resolver, resolver_timeout", "the system's resolver is asked, every resolve-interval")
    .None("keepalive", "a session has its own connection to its backend");

    public static DirectiveTable Options { get; } = new DirectiveTable("nginx: options of server in upstream")
    {
        { "weight", "backends.weight" },
        { "max_conns", "backends.max-connections" },
        { "max_fails", "pools.health.fall", "with health type none: failed connects in a row" },
        { "fail_timeout", "pools.health.eject" },
        { "backup", "backends.tier" },
        { "down", "backends.weight: 0" },
        { "resolve", "always so" },
        { "slow_start", "pools.slow-start" },
    }
    .None("service", "SRV records are not asked for; write the port")
    .None("route, drain", "an operator drains backends: l4balancer drain");
}
