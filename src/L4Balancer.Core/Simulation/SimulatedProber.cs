using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Runs the probes that the effects request, as the daemon's scheduler does: a spread start, jitter on every delay, one
/// probe of a target at a time. A probe of a target that is no longer wanted still ends, and its outcome is still
/// delivered.
/// </summary>
internal sealed class SimulatedProber(
    SimulationRandom random, VirtualClock clock, SimulatedNetwork network, Action<ControlEvent> post)
{
    private const int JitterPercent = 10;
    private readonly Dictionary<ProbeTarget, Planned> _wanted = [];

    public IReadOnlyCollection<ProbeSchedule> Schedules => [.. _wanted.Values.Select(planned => planned.Schedule)];

    public void Carry(ProbesWanted wanted)
    {
        var gone = _wanted.Keys.Except(wanted.Schedules.Select(schedule => schedule.Target));
        foreach (var target in gone.ToArray()) _wanted.Remove(target);
        foreach (var schedule in wanted.Schedules)
        {
            var isSame = _wanted.TryGetValue(schedule.Target, out var known) && known.Schedule == schedule;
            if (isSame) continue;
            var planned = known ?? new Planned { Schedule = schedule };
            planned.Schedule = schedule;
            _wanted[schedule.Target] = planned;
            if (!planned.IsInFlight) Plan(planned, random.Milliseconds(0, (int)schedule.Interval.TotalMilliseconds));
        }
    }

    public void Carry(ProbeAfter after)
    {
        Invariant.Require(
            _wanted.TryGetValue(after.Target, out var planned),
            $"A probe of {after.Target} is asked for, which is not wanted.");
        if (planned.IsInFlight) return;
        var jitter = after.Delay * (random.Below(JitterPercent + 1) / 100.0);
        Plan(planned, after.Delay + jitter);
    }

    /// <summary>
    /// Every wanted target has a probe in flight, a planned probe, or an outcome waiting to be handled; otherwise it
    /// would never be probed again.
    /// </summary>
    public void RequireRhythm(IEnumerable<ControlEvent> waiting)
    {
        var ended = waiting.OfType<ProbeEnded>().Select(outcome => outcome.Target).ToHashSet();
        foreach (var (target, planned) in _wanted)
        {
            Invariant.Require(
                planned.IsInFlight || planned.Plan is not null || ended.Contains(target),
                $"The next probe of {target} was never asked for.");
        }
    }

    private void Plan(Planned planned, TimeSpan delay)
    {
        var plan = planned.Plan = new object();
        clock.After(delay, () =>
        {
            if (ReferenceEquals(planned.Plan, plan)) Begin(planned);
        });
    }

    private void Begin(Planned planned)
    {
        var target = planned.Schedule.Target;
        planned.Plan = null;
        // Removed in the meantime (or removed and added again, which made another plan).
        if (!_wanted.TryGetValue(target, out var current) || current != planned) return;
        planned.IsInFlight = true;
        var condition = network[target.Address];
        var took = condition == BackendCondition.Hanging ? planned.Schedule.Timeout : random.Milliseconds(1, 20);
        clock.After(took, () =>
        {
            planned.IsInFlight = false;
            post(new ProbeEnded(target, OutcomeOf(target, condition) with { Duration = took }));
        });
    }

    private ProbeOutcome OutcomeOf(ProbeTarget target, BackendCondition condition) => condition switch
    {
        BackendCondition.Well when target.Spec is AgentProbeSpec =>
            ProbeOutcome.Good with { Findings = new ProbeFindings { Agent = network.AgentAnswer() } },
        BackendCondition.Well => ProbeOutcome.Good with { Findings = network.RoleOf(target.Address) },
        BackendCondition.Hanging => ProbeOutcome.Bad("timed out"),
        _ => ProbeOutcome.Bad("connection refused"),
    };

    private sealed class Planned
    {
        public required ProbeSchedule Schedule { get; set; }

        public bool IsInFlight { get; set; }

        /// <summary>The next probe; replaced when another time is requested, null if there is none.</summary>
        public object? Plan { get; set; }
    }
}
