using L4Balancer.Background;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes.Managed;

/// <summary>One target, its timer, and at most one probe in flight, as a task.</summary>
internal sealed class ManagedProbe : IScheduledProbe
{
    private readonly ManagedProbes _runner;
    private readonly ProbeTarget _target;
    private readonly Func<IProbe> _make;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private long _timeout; // Milliseconds. Written by the control loop; a running probe keeps its own.
    private int _isInFlight; // 1 while a probe is in flight; interlocked.
    private IProbe? _probe; // The probe in flight.
    private PhiAccrual _usual; // Of its good probes; the one in flight only.

    public ManagedProbe(ManagedProbes runner, ProbeTarget target, Func<IProbe> make, TimeSpan timeout)
    {
        (_runner, _target, _make) = (runner, target, make);
        SetTimeout(timeout);
        _timer = runner.Services.Time.CreateTimer(
            static probe => ((ManagedProbe)probe!).Begin(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void SetTimeout(TimeSpan timeout) => Volatile.Write(ref _timeout, (long)timeout.TotalMilliseconds);

    public void RunAfter(TimeSpan delay) => _timer.Change(delay, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _runner.Forget(this);
        _timer.Dispose();
        _stop.Cancel();
    }

    private void Begin()
    {
        // One is in flight: its outcome will schedule the next.
        if (Interlocked.Exchange(ref _isInFlight, 1) != 0) return;
        _runner.Services.Background.Start(
            ProbeServices.Work, OnFault.GoOn, RunAsync, afterFault: TryLater, stop: _stop.Token);
    }

    private async Task RunAsync()
    {
        ProbeOutcome outcome;
        await _runner.EnterAsync(_stop.Token);
        try
        {
            outcome = await ProbeAsync();
        }
        catch (LocalShortageException e)
        {
            if (_runner.ShortagePace.MayLog()) _runner.Services.Log.ProbeShortage(_target.Address, e.Message);
            TryLater();
            return;
        }
        finally
        {
            _runner.Leave();
        }

        // Before the post: the answer to this outcome may be "probe again immediately".
        Volatile.Write(ref _isInFlight, 0);
        await _runner.Services.Post(new ProbeEnded(_target, outcome));
    }

    /// <summary>There is no outcome, so nothing else schedules the next probe.</summary>
    private void TryLater()
    {
        Volatile.Write(ref _isInFlight, 0);
        if (!_stop.IsCancellationRequested) RunAfter(ProbeServices.RetryPause);
    }

    private async Task<ProbeOutcome> ProbeAsync()
    {
        var begin = _runner.Services.Time.GetTimestamp();
        var outcome = await RunProbeAsync(() => OnLate(begin));
        outcome = outcome with { Duration = _runner.Services.Time.GetElapsedTime(begin) };
        if (outcome.IsGood) _usual.Add(outcome.Duration);
        return outcome;
    }

    private void OnLate(long begin) => _runner.Services.Late(
        new ProbeLate(_target, _runner.Services.Time.GetElapsedTime(begin), _usual.Usual));

    private async Task<ProbeOutcome> RunProbeAsync(Action onLate)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await using var timeout =
            new ProbeTimeout(_runner, either, Volatile.Read(ref _timeout), _usual.LateAfter, onLate);
        try
        {
            _probe ??= _make();
            return await _probe.RunAsync(_target.Address, either.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return ProbeOutcome.Bad("probe timed out");
        }
    }
}
