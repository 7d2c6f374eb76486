using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>The consequences of what agents say.</summary>
internal sealed partial class BalancerModel
{
    private void Hear(ProbeEnded ended)
    {
        var asked = AskedOf(ended.Target).ToArray();
        if (asked.Length == 0) return;
        foreach (var (pool, backend) in asked) Hear(pool.Config, backend, ended.Outcome.Findings?.Agent);
        _expected.Add($"probe {ended.Target} {asked.Min(each => each.Pool.Config.Health.Agent!.Interval)}");
    }

    private void Hear(PoolConfig pool, BackendModel backend, AgentAnswer? answer)
    {
        var wasDown = backend.Agent.IsDown;
        foreach (var what in backend.Agent.Hear(answer, _now).ToArray())
            _expected.Add($"{what} {pool.Name} {backend.Address}");
        var isReset = backend.Agent.IsDown && !wasDown && pool.OnDown == OnDownAction.Reset;
        if (isReset) _expected.Add($"reset {pool.Name} {backend.Address} BackendDown ");
    }

    private IEnumerable<ProbeSchedule> AgentSchedules()
    {
        var all = Pools.Values.SelectMany(pool => pool.Backends.Select(backend => AgentOf(pool, backend)));
        return all.OfType<ProbeTarget>().Distinct().Select(target => new ProbeSchedule(
            target,
            AskedOf(target).Min(each => each.Pool.Config.Health.Agent!.Interval),
            AskedOf(target).Min(each => each.Pool.Config.Health.Agent!.Timeout)));
    }

    private IEnumerable<(PoolModel Pool, BackendModel Backend)> AskedOf(ProbeTarget target) =>
        from pool in Pools.Values
        from backend in pool.Backends
        where AgentOf(pool, backend) == target
        select (pool, backend);

    private static ProbeTarget? AgentOf(PoolModel pool, BackendModel backend) =>
        pool.Config.Health.Agent is { } agent
            ? new ProbeTarget(
                NetAddress.FromIp(agent.Host ?? backend.Address.Ip!, agent.Port),
                new AgentProbeSpec(agent.Send) { Source = pool.Config.Health.Source })
            : null;
}
