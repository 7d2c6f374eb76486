using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Telemetry;

namespace L4Balancer.Probes.Managed;

/// <summary>
/// Runs each probe as a task: every kind of probe, on every system. Holds the state that its targets share. Any thread,
/// except for the members of <see cref="IProbeRunner"/>.
/// </summary>
/// <param name="factory">Creates the probe of a target; null creates the configured one.</param>
internal sealed class ManagedProbes(ProbeServices services, Func<ProbeSpec, IProbe>? factory = null) : IProbeRunner
{
    private readonly HashSet<ManagedProbe> _probes = []; // Control loop only.
    private readonly SemaphoreSlim _places = new(Limits.ProbesInFlightMax);
    private readonly StandstillMeter _standstills = new();
    private readonly Lock _sync = new();
    private ITimer? _beat;
    private int _inFlight;

    public ProbeServices Services { get; } = services;

    /// <summary>A shortage affects all targets at once; one log line stands for all.</summary>
    public LogPace ShortagePace { get; } = new(services.Time, ProbesLog.ShortagePause);

    /// <summary>A clock in milliseconds that continues while the process is paused.</summary>
    public long Now => (long)Services.Time.GetElapsedTime(0).TotalMilliseconds;

    public IScheduledProbe Add(ProbeTarget target, TimeSpan timeout)
    {
        // Created when it first runs: a failure is then a fault of that probe, and not of the control loop.
        var probe = new ManagedProbe(
            this, target, () => factory?.Invoke(target.Spec) ?? Make(target.Spec), timeout);
        _probes.Add(probe);
        return probe;
    }

    /// <summary>The target is no longer wanted. Control loop only.</summary>
    public void Forget(ManagedProbe probe) => _probes.Remove(probe);

    public long StoodStillAt(long now) => _standstills.TotalAt(now);

    /// <summary>Waits for one of the places; <see cref="Leave"/> returns it.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        lock (_sync)
        {
            if (++_inFlight > 1) return;
            _standstills.Start(Now);
            var beat = TimeSpan.FromMilliseconds(StandstillMeter.Beat);
            _beat ??= Services.Time.CreateTimer(static me => ((ManagedProbes)me!).OnBeat(), this, beat, beat);
            _beat.Change(beat, beat);
        }
    }

    public void Leave()
    {
        _places.Release();
        lock (_sync)
        {
            if (--_inFlight > 0) return;
            _standstills.Stop();
            _beat!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        foreach (var probe in _probes.ToList()) probe.Dispose();
        lock (_sync) _beat?.Dispose();
    }

    private SparingProbe Make(ProbeSpec spec) =>
        new(ProbeFactory.Create(spec, Services), Services.Spares);

    private void OnBeat()
    {
        lock (_sync)
        {
            if (_inFlight > 0) _standstills.OnBeat(Now);
        }
    }
}
