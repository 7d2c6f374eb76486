using System.Collections.Immutable;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Probes;

/// <summary>
/// Runs the probes that the reducer wants, each when it is due, and posts the outcomes. Which target, how often and
/// what an outcome means is not decided here. The methods are called by the control loop only; the probes run anywhere.
/// </summary>
public sealed class ProbeScheduler(
    Func<ControlEvent, ValueTask> post, TimeProvider time, Random random, ILogger log,
    Func<ProbeSpec, IProbe>? factory = null)
    : IDisposable
{
    /// <summary>Every delay is moved by up to this part of it, so that probes which once met drift apart.</summary>
    private const double Jitter = 0.1;

    private readonly Dictionary<ProbeTarget, ScheduledProbe> _probes = []; // Control loop only.
    private readonly SemaphoreSlim _places = new(Limits.ProbesInFlightMax);

    /// <summary>
    /// Probes these targets and no others. A new one begins at a moment of its own within one interval: no burst at the
    /// start.
    /// </summary>
    public void Want(ImmutableArray<ProbeSchedule> schedules)
    {
        var wanted = schedules.ToDictionary(s => s.Target);
        foreach (var (target, probe) in _probes.ToList())
        {
            if (wanted.ContainsKey(target)) continue;
            probe.Dispose();
            _probes.Remove(target);
        }

        foreach (var schedule in schedules)
        {
            if (_probes.TryGetValue(schedule.Target, out var known))
            {
                known.Timeout = schedule.Timeout;
                continue;
            }

            var probe = new ScheduledProbe(
                schedule.Target, (factory ?? ProbeFactory.Create)(schedule.Target.Spec), schedule.Timeout,
                post, _places, time, log);
            _probes.Add(schedule.Target, probe);
            probe.RunAfter(schedule.Interval * random.NextDouble());
        }
    }

    /// <summary>Sets when a target is probed next, instead of any moment set before.</summary>
    public void ProbeAfter(ProbeTarget target, TimeSpan delay)
    {
        if (!_probes.TryGetValue(target, out var probe)) return;
        var shift = Jitter * ((2 * random.NextDouble()) - 1);
        probe.RunAfter(delay * (1 + shift));
    }

    public void Dispose()
    {
        foreach (var probe in _probes.Values) probe.Dispose();
        _probes.Clear();
    }
}
