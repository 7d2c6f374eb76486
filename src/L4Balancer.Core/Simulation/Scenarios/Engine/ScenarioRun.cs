using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Model;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>One simulation: builds its parts, and moves the time from event to event until the end.</summary>
internal sealed class ScenarioRun : IBalancerWatcher
{
    private readonly Scenario _scenario;
    private readonly PoolConfig _config;
    private readonly ulong _seed;
    private readonly Agenda _agenda = new();
    private readonly ServerSet _servers;
    private readonly VirtualProbes _probes;
    private readonly VirtualBalancer _balancer;
    private readonly VirtualSamplers _samplers;
    private readonly ClientArrivals _arrivals;
    private readonly FailurePlan _failures;
    private readonly TimelineRecorder _timeline;
    private readonly RunMetrics _metrics;
    private readonly SessionWalk _walk;
    private readonly List<(TimeSpan At, Notice Notice)> _notices = [];
    private long _retriesBefore; // The warm-up is over.

    /// <param name="config">The simulated pool.</param>
    public ScenarioRun(Scenario scenario, PoolConfig config, ulong seed, ScenarioLimits limits)
    {
        (_scenario, _config, _seed) = (scenario, config, seed);
        var sessions = new SessionTable(config.Backends.Count);
        var connect = Agenda.Microseconds(scenario.Sessions.Connect);
        _servers = new ServerSet(config, scenario, _agenda, sessions);
        _probes = new VirtualProbes(_agenda, _servers, connect, SplitMix64.Mix(seed + 1));
        _balancer = new VirtualBalancer(_agenda, _probes, config.Name, this);
        _samplers = new VirtualSamplers(_agenda, _balancer, config.Name);
        _arrivals = new ClientArrivals(scenario.Arrivals, _agenda, SplitMix64.Mix(seed + 2));
        _failures = new FailurePlan(scenario.Failures, _agenda, _servers);
        _timeline = new TimelineRecorder(_agenda, _servers, Agenda.Microseconds(scenario.Duration));
        _metrics = new RunMetrics(_servers, _failures, Agenda.Microseconds(scenario.HungAfter), _timeline);
        var terms = TermsOf(scenario, config, SplitMix64.Mix(seed + 3), limits);
        _walk = new SessionWalk(terms, _agenda, sessions, _servers, _balancer, _arrivals, _metrics);
    }

    public ScenarioReport Run()
    {
        _balancer.Start(new BalancerConfig { Pools = [_config] }, _servers.HostNames);
        _agenda.After(Agenda.Microseconds(_scenario.WarmUp), EventKind.WarmedUp);
        _samplers.Begin();
        _failures.Begin();
        _timeline.Begin();
        _arrivals.Begin();
        Advance(Agenda.Start + Agenda.Microseconds(_scenario.Duration));
        _walk.Finish();
        CompleteColumn();
        return Report();
    }

    private static WalkTerms TermsOf(Scenario scenario, PoolConfig config, ulong seed, ScenarioLimits limits)
    {
        var (sessions, idle) = (scenario.Sessions, config.Timeouts.ServerIdle);
        var isIdleFirst = idle > TimeSpan.Zero && idle < sessions.Timeout;
        return new WalkTerms(
            seed, sessions.Questions, sessions.Pause, Agenda.Microseconds(sessions.Connect),
            Agenda.Microseconds(config.Timeouts.Connect), Agenda.Microseconds(isIdleFirst ? idle : sessions.Timeout),
            isIdleFirst ? CloseReason.ServerIdle : CloseReason.ClientReset, limits);
    }

    void IBalancerWatcher.Published() => _failures.Note(_balancer.Pool.Set);

    void IBalancerWatcher.Reset(ResetSessions reset) =>
        _walk.EndAllOf(_servers.IndexOf(reset.Address), reset.Reason, withConnecting: true);

    void IBalancerWatcher.Noticed(Notice notice)
    {
        _notices.Add((_agenda.Clock - TimeSpan.FromMicroseconds(Agenda.Start), notice));
        _failures.Note(notice);
    }

    private void Advance(long end)
    {
        while (true)
        {
            var deadline = _walk.Deadlines.NextAt;
            var next = Math.Min(_agenda.NextAt, deadline);
            if (next > end) break;
            _agenda.MoveTo(next);
            if (next == deadline) _walk.GiveUp(_walk.Deadlines.Take());
            else Happen(_agenda.Take());
            _balancer.HandlePosted();
        }

        _agenda.MoveTo(end);
    }

    private void Happen(in Planned planned)
    {
        var (subject, stamp) = (planned.Subject, planned.Stamp);
        switch (planned.Kind)
        {
            case EventKind.Arrive: _walk.Arrive(subject); break;
            case EventKind.ConnectEnds: _walk.ConnectEnds(subject, stamp); break;
            case EventKind.Answer: _walk.Answer(subject, stamp); break;
            case EventKind.Ask: _walk.Ask(subject, stamp); break;
            case EventKind.LookForFailover: _walk.LookForFailover(subject, stamp); break;
            case EventKind.PlaceIsFree: _walk.TryAgain(subject, stamp); break;
            case EventKind.WaitEnds: _walk.EndWait(subject, stamp); break;
            case EventKind.FailureStep: _failures.Step(subject, stamp, _walk); break;
            case EventKind.ProbeBegins: _probes.Begin(subject, stamp); break;
            case EventKind.ProbeIsLate: _balancer.Post(_probes.Late(subject)); break;
            case EventKind.ProbeEnds: _balancer.Post(_probes.End(subject)); break;
            case EventKind.Tick: _balancer.Tick(stamp); break;
            case EventKind.Measure: _samplers.Measure(); break;
            case EventKind.Watch: _samplers.Watch(); break;
            case EventKind.Column: CompleteColumn(); break;
            case EventKind.WarmedUp: WarmedUp(); break;
            default: throw new InvariantException($"Nothing happens at {planned.Kind}.");
        }
    }

    private void WarmedUp()
    {
        _metrics.Restart();
        _retriesBefore = _balancer.Pool.Counters.Retries;
    }

    private void CompleteColumn() => _timeline.Complete(
        server => _balancer.Pool.AllCounters[_servers.Addresses[server]].Active, _failures.IsUsed);

    private ScenarioReport Report() => new()
    {
        Scenario = _scenario,
        Pool = _config,
        Seed = _seed,
        Sessions = _metrics.Sessions(_balancer.Pool.Counters.Retries - _retriesBefore),
        Waits = _metrics.Waits(),
        Queue = _metrics.Queue(),
        Backends = _metrics.Backends(_config.Backends, Agenda.Microseconds(_scenario.Duration - _scenario.WarmUp)),
        Failures = _failures.Figures(),
        Timeline = _timeline.Columns,
        Notices = _notices,
    };
}
