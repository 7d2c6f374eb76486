using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// A second, slow and plain implementation of the rules, fed with the same events as the reducer and nothing else; the
/// two must agree. It shares no code with the reducer, keeps whole logs where the reducer keeps counts, and recomputes
/// everything where the reducer updates.
/// </summary>
internal sealed partial class BalancerModel
{
    private readonly NamesModel _names = new();
    private readonly Dictionary<ProbeTarget, TimeSpan> _hurriedAt = [];
    private readonly List<string> _expected = [];
    private TimeSpan _now;
    private bool _mustForget;

    /// <summary>The content of the file.</summary>
    public BalancerConfig Config { get; private set; } = new();

    public Dictionary<string, PoolModel> Pools { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The notices, resets and probe delays that the latest batch should have caused, one line each.
    /// </summary>
    public IReadOnlyList<string> Expected => _expected;

    /// <summary>
    /// Conclusions are drawn before each request and at the end: the reports of probes and clients in between have one
    /// common result.
    /// </summary>
    public void Apply(IEnumerable<ControlEvent> events, TimeSpan now)
    {
        _now = now;
        _expected.Clear();
        foreach (var pool in Pools.Values) pool.BeginBatch();
        Evaluate();
        foreach (var @event in events)
        {
            if (@event is not (NameResolved or NameFailed or Tick)) Forget();
            if (@event is not Observation) Evaluate();
            Apply(@event);
        }

        Forget();
        Evaluate();
        foreach (var pool in Pools.Values)
        {
            pool.EndBatch(now);
            pool.HasTable();
        }
    }

    public TimeSpan EarliestDue() =>
        Pools.Values.Select(pool => pool.EarliestDue()).DefaultIfEmpty(TimeSpan.MaxValue).Min();

    /// <summary>The targets that should be probed, and how.</summary>
    public Dictionary<ProbeTarget, ProbeSchedule> Schedules()
    {
        var perPool = Pools.Values.Select(pool => pool.Backends.Select(backend => TargetOf(pool, backend)));
        var targets = perPool.SelectMany(targets => targets).OfType<ProbeTarget>();
        var probes = targets.Distinct().Select(target => new ProbeSchedule(
            target,
            PoolsOf(target).Min(pool => pool.Config.Health.Interval),
            PoolsOf(target).Min(pool => pool.Config.Health.Timeout)));
        return probes.Concat(AgentSchedules()).ToDictionary(schedule => schedule.Target);
    }

    /// <summary>The host names that should be resolved.</summary>
    public HashSet<string> HostNames()
    {
        var entries = Pools.Values.SelectMany(pool => pool.Config.Backends);
        return entries.Select(entry => entry.Address.HostName).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    private void Apply(ControlEvent @event)
    {
        switch (@event)
        {
            case ConfigAccepted e: Reload(e); break;
            case NameResolved e: Resolve(e); break;
            case NameFailed e: FailName(e.HostName); break;
            case ProbeEnded e: End(e); break;
            case ConnectFailed e: Fail(e); break;
            case ProbeLate e: See(e); break;
            case HangSeen e: See(e); break;
            case SilenceEnded e: End(e); break;
            case BadEnd e: End(e); break;
            case TrafficMeasured e: See(e); break;
            case Tick: break;
            default: Wish(@event); break;
        }
    }

    private void Evaluate()
    {
        foreach (var pool in Pools.Values) pool.Evaluate(_now, _expected.Add, AskAll);
    }

    private void Reload(ConfigAccepted accepted)
    {
        var isFirst = Config.Pools.Count == 0;
        var config = Config = accepted.Config;
        _names.Own = accepted.OwnAddresses;
        foreach (var name in Pools.Keys.Where(name => config.Pools.All(pool => pool.Name != name)).ToArray())
        {
            foreach (var gone in Pools[name].Backends) Leave(name, gone);
            Pools.Remove(name);
        }

        foreach (var pool in config.Pools)
        {
            if (!Pools.TryGetValue(pool.Name, out var model)) Pools[pool.Name] = model = new PoolModel(pool);
            model.Entries.Reload(pool);
        }

        foreach (var (name, addresses) in accepted.Names) Take(name, [.. addresses]);
        foreach (var pool in config.Pools) Renew(Pools[pool.Name], isFirst);
        _mustForget = true;
    }

    private void Resolve(NameResolved resolved)
    {
        if (!HostNames().Contains(resolved.HostName)) return;
        if (!Take(resolved.HostName, [.. resolved.Addresses])) FailName(resolved.HostName);
        foreach (var pool in Pools.Values) Renew(pool, isFirst: false);
        _mustForget = true;
    }

    /// <summary>False if no address of the answer identifies a host.</summary>
    private bool Take(string name, IPAddress[] answer)
    {
        if (answer.All(NamesModel.IsUseless)) return false;
        if (_names.Recover(name)) _expected.AddRange(UsersOf(name).Select(pool => $"name-recovered {pool} {name}"));
        var entries = Pools.Values.SelectMany(pool => pool.Config.Backends);
        var most = entries.Where(entry => entry.Address.HostName == name).Select(entry => entry.Addresses);
        _names.Answer(name, answer, most.DefaultIfEmpty().Max(), _now);
        return true;
    }

    private void FailName(string name)
    {
        var isNew = HostNames().Contains(name) && _names.Fail(name);
        if (isNew) _expected.AddRange(UsersOf(name).Select(pool => $"name-failing {pool} {name}"));
    }

    private IEnumerable<string> UsersOf(string name) =>
        from pool in Pools.Values
        where pool.Config.Backends.Any(entry => entry.Address.HostName == name)
        select pool.Config.Name;

    private void Renew(PoolModel pool, bool isFirst)
    {
        var (added, removed, ignored) = pool.Renew(_names, _now);
        _expected.AddRange(ignored.Select(line => $"ignored {pool.Config.Name} {line}"));
        if (!isFirst) _expected.AddRange(added.Select(one => $"added {pool.Config.Name} {one.Address}"));
        foreach (var gone in removed) Leave(pool.Config.Name, gone);
    }

    private void Leave(string pool, BackendModel gone)
    {
        _expected.Add($"removed {pool} {gone.Address}");
        if (gone.IsEnding) _expected.Add($"spare {pool} {gone.Address}");
        gone.StopEnding();
    }

    /// <summary>Drops names that no longer occur in an entry, and targets that are no longer probed.</summary>
    private void Forget()
    {
        if (!_mustForget) return;
        _mustForget = false;
        var (hosts, wanted) = (HostNames(), Schedules());
        _names.Forget(hosts);
        foreach (var target in _hurriedAt.Keys.Except(wanted.Keys).ToArray()) _hurriedAt.Remove(target);
    }

    private IEnumerable<PoolModel> PoolsOf(ProbeTarget target) =>
        Pools.Values.Where(pool => pool.Find(target.Address) is { } backend && target == TargetOf(pool, backend));

    private static ProbeTarget? TargetOf(PoolModel pool, BackendModel backend) =>
        ProbeTarget.OfHealth(pool.Config, backend.Address);
}
