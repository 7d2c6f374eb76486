using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>
/// Rules for one pool. A rule reports nothing if an error was already reported in the keys that it checks.
/// </summary>
internal static class PoolRules
{
    private const string HostAndPort = "both host and port";

    public static PoolConfig Check(PoolConfig pool, Place place, ConfigReading reading)
    {
        RefuseLoadFactorWithout(pool, place, reading);
        RefuseWeighByWithout(pool, place, reading);
        RefuseRebalanceOfClients(pool, place, reading);
        RefuseFailbackWithoutMove(pool, place, reading);
        RoleRules.Check(pool, place, reading);
        RefuseSameAddressTwice(pool, reading);
        RefuseAgentWithoutAddress(pool, place, reading);
        RefusePortWithoutAddress(pool, place, reading);
        WarnOfWeightsWithoutAgent(pool, place, reading);
        WarnOfPeersThatNobodyMisses(pool, place, reading);
        if (!reading.IsDamaged(place.Of(PoolKeys.Backends)) && pool.Backends.Count > 0)
        {
            DemandPrimary(pool, place, reading);
            PlaceRules.Check(pool, place, reading);
            if (pool.Policy == PolicyKind.First) WarnOfBackendsBehindNoLimit(pool, reading);
            WarnOfLocalhost(pool, reading);
        }

        SourceRules.Check(pool, place, reading);
        WarnOfCongestionControl(pool, place, reading);
        return pool.WithProbesFromSource();
    }

    private static void WarnOfCongestionControl(PoolConfig pool, Place place, ConfigReading reading)
    {
        var known = reading.Kernel.CongestionControls;
        if (pool.Tcp.CongestionControl is not { } name || known.IsEmpty || known.Contains(name)) return;
        reading.Warn(
            place.Of("tcp").Of("congestion-control"),
            $"{Words.Show(name)} is not loaded on this machine, which has {string.Join(", ", known)}",
            "modprobe tcp_NAME before the start");
    }

    private static void RefuseLoadFactorWithout(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.LoadFactor is null || pool.Policy == PolicyKind.SourceHash) return;
        if (reading.IsWrong(place.Of("policy"))) return;
        reading.KeyError(place.Of("load-factor"), "applies to source-hash only", "policy: source-hash");
    }

    private static void RefuseWeighByWithout(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.WeighBy == WeighBy.None || pool.FollowsWeights || reading.IsWrong(place.Of("policy"))) return;
        reading.KeyError(
            place.Of("weigh-by"), "has no effect with this policy",
            "policy: power-of-two, round-robin, random or least-connections");
    }

    private static void RefuseFailbackWithoutMove(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.OnFailback == OnFailbackAction.Move || reading.IsWrong(place.Of("on-failback"))) return;
        const string Why = "has no effect, because sessions on backups are kept";
        const string Remedy = "on-failback: move";
        if (pool.FailbackRate != new PoolConfig { Name = "", Backends = [] }.FailbackRate)
            reading.KeyError(place.Of(PoolKeys.FailbackRate), Why, Remedy);
        if (pool.FailbackDeadline != new PoolConfig { Name = "", Backends = [] }.FailbackDeadline)
            reading.KeyError(place.Of(PoolKeys.FailbackDeadline), Why, Remedy);
    }

    /// <summary>Clients would come back to the backend that they were sent away from.</summary>
    private static void RefuseRebalanceOfClients(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.Rebalance is null || reading.IsWrong(place.Of("policy"))) return;
        if (pool.Policy is PolicyKind.SourceHash or PolicyKind.First)
        {
            reading.KeyError(
                place.Of(PoolKeys.Rebalance),
                "has no effect with this policy, which sends clients back to where they were",
                "policy: power-of-two, or another one that looks at load");
        }
    }

    private static void WarnOfPeersThatNobodyMisses(PoolConfig pool, Place place, ConfigReading reading)
    {
        var timeouts = pool.Timeouts;
        if (pool.Tcp.Keepalive || (timeouts.ClientIdle > TimeSpan.Zero && timeouts.ServerIdle > TimeSpan.Zero)) return;
        reading.Warn(
            place.Of("tcp").Of("keepalive"),
            "with keepalive and an idle timeout off, sessions of a vanished peer are never ended",
            "keepalive: true, or timeouts with both client-idle and server-idle");
    }

    private static void RefuseSameAddressTwice(PoolConfig pool, ConfigReading reading)
    {
        var lines = new Dictionary<BackendAddress, int>();
        foreach (var backend in pool.Backends)
        {
            var place = reading.PlaceOf(backend);
            if (place.Node is MappingNode) place = place.Of("address");
            if (place.Node is null || reading.IsDamaged(place)) continue;
            if (lines.TryAdd(backend.Address, place.At.Line)) continue;
            var address = Words.Show(backend.Address.ToString());
            reading.Error(
                place, $"{address} is already in this pool, on line {lines[backend.Address]}",
                "each address once; use weight for a larger share");
        }
    }

    /// <summary>An agent has a port of its own, on the server of the backend.</summary>
    private static void RefuseAgentWithoutAddress(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.Health.Agent is { Host: null })
            RefuseUnixBackend(pool, place.Of("health").Of(HealthKeys.Agent), "an agent could be asked",
                "host: the address of the agent", reading);
    }

    private static void RefusePortWithoutAddress(PoolConfig pool, Place place, ConfigReading reading)
    {
        if (pool.Health is { Host: null, Port: not null })
            RefuseUnixBackend(pool, place.Of("health").Of("port"), "a port could be probed", HostAndPort, reading);
        else if (pool.Health is { Host: not null, Port: null })
            RefuseUnixBackend(pool, place.Of("health").Of("host"), "a port is known", HostAndPort, reading);
    }

    private static void RefuseUnixBackend(
        PoolConfig pool, Place key, string what, string remedy, ConfigReading reading)
    {
        foreach (var backend in pool.Backends)
        {
            if (backend.Address.Fixed?.UnixPath is null) continue;
            var address = Words.Show(backend.Address.ToString());
            reading.KeyError(key, $"backend {address} has no IP address at which {what}", remedy);
            return;
        }
    }

    private static void WarnOfWeightsWithoutAgent(PoolConfig pool, Place place, ConfigReading reading)
    {
        var needsAgent = pool.WeighBy is WeighBy.Agent or WeighBy.Cpu or WeighBy.Memory;
        if (!needsAgent || pool.Health.Agent is not null) return;
        if (reading.IsWrong(place.Of("weigh-by")) || reading.IsDamaged(place.Of("health"))) return;
        reading.Warn(
            place.Of("weigh-by"), "has no effect, because no agent is asked", "health: { agent: { port: 9707 } }");
    }

    private static void DemandPrimary(PoolConfig pool, Place place, ConfigReading reading)
    {
        foreach (var backend in pool.Backends)
        {
            if (backend.Tier == 0) return;
        }

        reading.KeyError(
            place.Of(PoolKeys.Backends), "no backend is primary", "at least one without backup: true and with tier 0");
    }

    /// <summary>Usually a single server is meant, which listens on one of the two.</summary>
    private static void WarnOfLocalhost(PoolConfig pool, ConfigReading reading)
    {
        foreach (var backend in pool.Backends)
        {
            if (backend is not { Address.HostName: "localhost", AddressFamily: AddressFamilies.Any }) continue;
            reading.Warn(
                reading.PlaceOf(backend),
                "localhost stands for 127.0.0.1 and ::1, two backends, each with its own limit and weight",
                "address-family: prefer-ipv4, or the address itself");
        }
    }

    private static void WarnOfBackendsBehindNoLimit(PoolConfig pool, ConfigReading reading)
    {
        foreach (var tier in pool.Backends.GroupBy(b => b.Tier))
        {
            foreach (var backend in tier.SkipLast(1))
            {
                if (backend.MaxConnections > 0) continue;
                reading.Warn(
                    reading.PlaceOf(backend),
                    $"{Words.Show(backend.Address.ToString())} has no max-connections, so policy first never fills it: "
                    + "the backends after it get sessions only while it is down",
                    "max-connections on every backend but the last");
                break;
            }
        }
    }
}
