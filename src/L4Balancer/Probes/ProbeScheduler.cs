using System.Collections.Immutable;
using L4Balancer.Core;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes;

/// <summary>
/// Has the probes run that the reducer wants, each when it is due. Which target, how often and what an outcome means is
/// not decided here. Called by the control loop only.
/// </summary>
internal sealed class ProbeScheduler(IProbeRunner runner, Random random) : IDisposable
{
    /// <summary>Every delay is moved by up to this part of it, so that probes which once met drift apart.</summary>
    private const double Jitter = 0.1;

    private readonly Dictionary<ProbeTarget, Scheduled> _probes = [];

    /// <summary>
    /// Probes these targets and no others. New ones are probed at once, many of them spread so that no more than
    /// <see cref="Limits.FirstProbesPerSecond"/> begin in a second; so is one whose interval became shorter.
    /// </summary>
    public void Want(ImmutableArray<ProbeSchedule> schedules)
    {
        var wanted = schedules.Select(s => s.Target).ToHashSet();
        foreach (var (target, scheduled) in _probes.ToList())
        {
            if (wanted.Contains(target)) continue;
            scheduled.Probe.Dispose();
            _probes.Remove(target);
        }

        var soon = schedules.Where(IsWantedSoon).ToList();
        foreach (var schedule in schedules) Update(schedule);
        foreach (var schedule in soon) RunSoon(schedule, soon.Count);
    }

    /// <summary>Sets when a target is probed next, instead of any moment set before.</summary>
    public void ProbeAfter(ProbeTarget target, TimeSpan delay)
    {
        if (_probes.TryGetValue(target, out var scheduled)) scheduled.Probe.RunAfter(delay * Shift(scheduled, delay));
    }

    public void Dispose()
    {
        runner.Dispose();
        _probes.Clear();
    }

    private bool IsWantedSoon(ProbeSchedule schedule) =>
        !_probes.TryGetValue(schedule.Target, out var known) || schedule.Interval < known.Interval;

    private void Update(ProbeSchedule schedule)
    {
        if (_probes.TryGetValue(schedule.Target, out var known)) known.Probe.SetTimeout(schedule.Timeout);
        else _probes[schedule.Target] = known = new Scheduled(runner.Add(schedule.Target, schedule.Timeout));
        known.Interval = schedule.Interval;
    }

    private void RunSoon(ProbeSchedule schedule, int count)
    {
        var spread = TimeSpan.FromSeconds((count - 1) / (double)Limits.FirstProbesPerSecond);
        if (spread > schedule.Interval) spread = schedule.Interval;
        _probes[schedule.Target].IsBunched = true;
        _probes[schedule.Target].Probe.RunAfter(spread * random.NextDouble());
    }

    /// <summary>Targets that began together are spread over the whole interval by their second probe.</summary>
    private double Shift(Scheduled scheduled, TimeSpan delay)
    {
        if (!scheduled.IsBunched || delay <= TimeSpan.Zero) return 1 + Jitter * ((2 * random.NextDouble()) - 1);
        scheduled.IsBunched = false;
        return 1 - random.NextDouble();
    }

    private sealed class Scheduled(IScheduledProbe probe)
    {
        public IScheduledProbe Probe { get; } = probe;

        public TimeSpan Interval { get; set; }

        /// <summary>It began beside all others that came with it.</summary>
        public bool IsBunched { get; set; }
    }
}
