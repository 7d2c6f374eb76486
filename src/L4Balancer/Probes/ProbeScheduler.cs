using System.Collections.Immutable;
using L4Balancer.Core;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes;

/// <summary>
/// Runs the probes that the reducer requests, each when it is due. It does not decide about targets, intervals or the
/// meaning of outcomes. Called by the control loop only.
/// </summary>
internal sealed class ProbeScheduler(IProbeRunner runner, Random random) : IDisposable
{
    /// <summary>Every delay is varied by up to this fraction, so that probes that once coincided drift apart.</summary>
    private const double Jitter = 0.1;

    private readonly Dictionary<ProbeTarget, Scheduled> _probes = [];

    /// <summary>
    /// Probes exactly these targets. New ones are probed immediately, spread out so that no more than
    /// <see cref="Limits.FirstProbesPerSecond"/> start per second; so are targets whose interval became shorter.
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

    /// <summary>Sets when a target is probed next, replacing any time set before.</summary>
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

    /// <summary>Targets that started together are spread over the whole interval by their second probe.</summary>
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

        /// <summary>It started together with others added at the same time.</summary>
        public bool IsBunched { get; set; }
    }
}
