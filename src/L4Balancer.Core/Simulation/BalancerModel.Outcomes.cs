using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>The consequences of probe outcomes and of clients' failed connects.</summary>
internal sealed partial class BalancerModel
{
    private void End(ProbeEnded ended)
    {
        if (ended.Target.Spec is AgentProbeSpec)
        {
            Hear(ended);
            return;
        }

        var pools = PoolsOf(ended.Target).ToArray();
        if (pools.Length == 0) return;
        foreach (var pool in pools)
        {
            var backend = pool.Find(ended.Target.Address)!;
            var wasHealthy = backend.IsHealthy;
            Judge(pool, ended.Target.Address, ended.Outcome.IsGood);
            if (backend.Role.Hear(ended.Outcome, wasHealthy, _now) is { } role)
                _expected.Add($"role {pool.Config.Name} {backend.Address} {role}");
        }

        if (ended.Outcome.IsGood)
            foreach (var pool in pools) ClearByProbe(pool, pool.Find(ended.Target.Address)!, ended);
        var delay = pools.Min(pool => pool.Find(ended.Target.Address)!.IsChanging || pool.IsSeeking
            ? pool.Config.Health.EffectiveFastInterval : pool.Config.Health.Interval);
        _expected.Add($"probe {ended.Target} {delay}");
    }

    private void Fail(ConnectFailed failed)
    {
        foreach (var pool in Pools.Values)
        {
            if (pool.Find(failed.Address) is not { } backend) continue;
            if (TargetOf(pool, backend) is { } target)
            {
                Judge(pool, failed.Address, isGood: false);
                if (IsRow(failed.InRow, pool.Config.Outliers.ConnectFailures))
                    TryEject(pool, backend, StandingCause.ConnectFailures);
                Hurry(target);
            }
            else if (backend.Standing.OutUntil is null && failed.InRow >= pool.Config.Health.Fall)
            {
                backend.PutOut(_now, _now + pool.Config.Health.Eject);
                Turned(pool, backend);
            }
        }
    }

    private void Judge(PoolModel pool, NetAddress address, bool isGood)
    {
        var backend = pool.Find(address)!;
        if (backend.Judge(isGood, pool.Config.Health)) Turned(pool, backend);
    }

    private void Turned(PoolModel pool, BackendModel backend)
    {
        _expected.Add($"{(backend.IsUp ? "up" : "down")} {pool.Config.Name} {backend.Address}");
        var isReset = !backend.IsUp && pool.Config.OnDown == OnDownAction.Reset;
        if (isReset) _expected.Add($"reset {pool.Config.Name} {backend.Address} BackendDown ");
    }

    /// <summary>A primary is sought: all are asked, at once unless they just were.</summary>
    private void AskAll(PoolModel pool)
    {
        var targets = pool.Backends.Select(backend => TargetOf(pool, backend)).OfType<ProbeTarget>();
        foreach (var target in targets.Distinct())
        {
            var pause = PoolsOf(target).Min(each => each.Config.Health.EffectiveFastInterval);
            if (!Hurry(target)) _expected.Add($"probe {target} {pause}");
        }
    }

    private bool Hurry(ProbeTarget target)
    {
        var pause = PoolsOf(target).Min(pool => pool.Config.Health.EffectiveFastInterval);
        if (_hurriedAt.TryGetValue(target, out var last) && last + pause > _now) return false;
        _hurriedAt[target] = _now;
        _expected.Add($"probe {target} {TimeSpan.Zero}");
        return true;
    }
}
