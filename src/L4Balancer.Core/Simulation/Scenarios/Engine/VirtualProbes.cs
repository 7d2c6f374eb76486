using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// Probes in virtual time, by the rules of the daemon's scheduler: the first ones at once, jitter on every delay, one
/// probe of a target at a time. What a probe finds follows from the condition of its server.
/// </summary>
/// <param name="connect">How long a connect takes, in microseconds.</param>
internal sealed class VirtualProbes(Agenda agenda, ServerSet servers, long connect, ulong seed)
{
    private const double Jitter = 0.1;
    private const long FirstWithin = 100_000;

    private readonly Dictionary<ProbeTarget, int> _indexes = [];
    private readonly List<Target> _targets = [];
    private SplitMix64 _random = new(seed);

    public void Carry(ProbesWanted wanted)
    {
        foreach (var target in _targets) target.IsWanted = false;
        foreach (var schedule in wanted.Schedules)
        {
            if (!_indexes.TryGetValue(schedule.Target, out var index))
            {
                _indexes[schedule.Target] = index = _targets.Count;
                _targets.Add(NewTarget(schedule));
            }

            var target = _targets[index];
            target.Schedule = schedule;
            target.IsWanted = true;
            if (!target.IsPlanned) Plan(index, (long)(FirstWithin * Draws.Uniform(ref _random)));
        }
    }

    public void Carry(ProbeAfter after)
    {
        var index = _indexes[after.Target];
        if (_targets[index].IsInFlight) return;
        var jitter = 1 + Jitter * (2 * Draws.Uniform(ref _random) - 1);
        Plan(index, (long)(Agenda.Microseconds(after.Delay) * jitter));
    }

    public void Begin(int index, int stamp)
    {
        var target = _targets[index];
        if (target.Stamp != stamp || !target.IsWanted) return;
        target.IsInFlight = true;
        var (takes, outcome) = OutcomeOf(target);
        target.Outcome = outcome with { Duration = TimeSpan.FromMicroseconds(takes) };
        if (target.Usual.LateAfter is { } late && Agenda.Microseconds(late) < takes)
            agenda.After(Agenda.Microseconds(late), EventKind.ProbeIsLate, index);
        agenda.After(takes, EventKind.ProbeEnds, index);
    }

    /// <summary>The probe in flight is late.</summary>
    public ProbeLate Late(int index)
    {
        var target = _targets[index];
        return new ProbeLate(target.Schedule.Target, target.Usual.LateAfter!.Value, target.Usual.Usual);
    }

    public ProbeEnded End(int index)
    {
        var target = _targets[index];
        (target.IsInFlight, target.IsPlanned) = (false, false);
        if (target.Outcome.IsGood) target.Usual.Add(target.Outcome.Duration);
        return new ProbeEnded(target.Schedule.Target, target.Outcome);
    }

    private Target NewTarget(ProbeSchedule schedule)
    {
        var probed = servers.ProbedBy(schedule.Target);
        var agent = schedule.Target.Spec is AgentProbeSpec ? new VirtualAgent(probed, agenda) : null;
        return new Target(schedule, probed[0], agent);
    }

    private void Plan(int index, long delay)
    {
        var target = _targets[index];
        target.IsPlanned = true;
        agenda.After(delay, EventKind.ProbeBegins, index, ++target.Stamp);
    }

    /// <summary>A probe that expects an answer waits in the server's queue, as a question does.</summary>
    private (long Takes, ProbeOutcome Outcome) OutcomeOf(Target target)
    {
        var timeout = Agenda.Microseconds(target.Schedule.Timeout);
        if (target.Agent is { } agent)
        {
            return agent.IsReachable
                ? (connect, ProbeOutcome.Good with { Findings = agent.Ask() })
                : (timeout, ProbeOutcome.Bad("connect timed out"));
        }

        var asks = target.Schedule.Target.Spec is not TcpProbeSpec;
        var server = target.Server;
        return server.Condition switch
        {
            ServerCondition.Dead => (connect, ProbeOutcome.Bad("connection refused")),
            ServerCondition.Cut => (timeout, ProbeOutcome.Bad("connect timed out")),
            ServerCondition.Hanging when asks => (timeout, ProbeOutcome.Bad("no answer in time")),
            ServerCondition.Closing when asks => (connect, ProbeOutcome.Bad("connection closed")),
            _ when asks && connect + server.Delay >= timeout => (timeout, ProbeOutcome.Bad("no answer in time")),
            _ => (
                asks ? connect + server.Delay : connect,
                ProbeOutcome.Good with { Findings = servers.FindingsOf(server) }),
        };
    }

    private sealed class Target(ProbeSchedule schedule, Server server, VirtualAgent? agent)
    {
        /// <summary>Of its good probes.</summary>
        public PhiAccrual Usual;

        public ProbeSchedule Schedule { get; set; } = schedule;

        public Server Server { get; } = server;

        /// <summary>Null for a probe of the server itself.</summary>
        public VirtualAgent? Agent { get; } = agent;

        public ProbeOutcome Outcome { get; set; }

        public bool IsWanted { get; set; }

        public bool IsInFlight { get; set; }

        /// <summary>Whether a probe is planned or in flight.</summary>
        public bool IsPlanned { get; set; }

        public int Stamp { get; set; }
    }
}
