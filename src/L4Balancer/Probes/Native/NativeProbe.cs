using System.Runtime.Versioning;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;

namespace L4Balancer.Probes.Native;

/// <summary>
/// One target, with its timer and its state. Members belong to the probe loop unless they are marked for the control
/// loop.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeProbe : LoopSource, IScheduledProbe
{
    /// <summary>
    /// The largest step, in milliseconds, of the grid on which probes start, so that those of many targets share the
    /// wake-ups of this loop and of the control loop.
    /// </summary>
    private const long GridMax = 64;

    private static readonly long RetryMilliseconds = (long)ProbeServices.RetryPause.TotalMilliseconds;

    private readonly NativeProbes _runner;
    private readonly ProbeLoop _loop;
    private readonly ProbeTarget _target;
    private readonly BackendSource? _source;
    private ProbeConnection? _connection;
    private bool _isAttached;
    private PhiAccrual _usual; // Of its good probes.
    private bool _isUnderWay; // A probe is in flight or waiting for a place.
    private long _timeout; // Written by the control loop.

    public NativeProbe(
        NativeProbes runner, ProbeLoop loop, ProbeTarget target, SocketAddress address, TimeSpan timeout)
    {
        (_runner, _loop, _target, Address) = (runner, loop, target, address);
        _source = address.IsUnix ? null : BackendSource.Of(target.Spec.Source);
        SetTimeout(timeout);
    }

    public SocketAddress Address { get; }

    /// <summary>From where it connects; null if the kernel decides.</summary>
    public BackendSource? Source => _source;

    /// <summary>The bytes it sends and expects; null if it only connects.</summary>
    public SendExpectProbeSpec? Talk => _target.Spec as SendExpectProbeSpec;

    /// <summary>In milliseconds.</summary>
    public long ProbeTimeout => Volatile.Read(ref _timeout);

    /// <summary>When a probe is late; null is never.</summary>
    public TimeSpan? LateAfter => _usual.LateAfter;

    /// <summary>False if it was removed before its turn came.</summary>
    public bool IsWanted { get; private set; } = true;

    /// <summary>Control loop.</summary>
    public void SetTimeout(TimeSpan timeout) => Volatile.Write(ref _timeout, (long)timeout.TotalMilliseconds);

    /// <summary>Any thread.</summary>
    public void RunAfter(TimeSpan delay) => _runner.Order(this, delay);

    /// <summary>Control loop.</summary>
    public void Dispose() => _runner.Order(this, null);

    /// <summary>Executes an order of the control loop; null means to forget the target.</summary>
    public void Obey(TimeSpan? delay)
    {
        if (!IsWanted) return;
        if (delay is not { } time)
        {
            Forget();
            return;
        }

        if (_isUnderWay) return;
        Attach();
        _loop.Events.SetTimer(this, OnGrid(_loop.Events.Now, (long)time.TotalMilliseconds));
    }

    /// <summary>A place is available for it.</summary>
    public void BeginOn(ProbeConnection connection)
    {
        _connection = connection;
        connection.Begin(this);
    }

    public void OnOutcome(ProbeOutcome outcome)
    {
        // Before the post: the answer to this outcome may be "probe again immediately".
        EndProbe();
        if (outcome.IsGood) _usual.Add(outcome.Duration);
        _loop.Post(new ProbeEnded(_target, outcome), this);
    }

    /// <summary>The probe in flight is late.</summary>
    public void OnLate(TimeSpan took) => _loop.Services.Late(new ProbeLate(_target, took, _usual.Usual));

    public void OnShortage(string cause)
    {
        EndProbe();
        if (_loop.ShortagePace.MayLog()) _loop.Services.Log.ProbeShortage(_target.Address, cause);
        _loop.Events.SetTimer(this, _loop.Events.Now + RetryMilliseconds);
    }

    /// <summary>A bug ended the probe, which says nothing about the target. It is probed again.</summary>
    public void OnBug()
    {
        var connection = _connection;
        EndProbe();
        if (IsWanted) _loop.Events.SetTimer(this, _loop.Events.Now + RetryMilliseconds);
        connection?.Abandon();
    }

    protected override void OnReady(int tag, Readiness events) =>
        throw new InvalidOperationException("A target has no descriptor.");

    protected override void OnTimer()
    {
        _isUnderWay = true;
        _loop.Start(this);
    }

    /// <summary>The next time on the grid; a delay is rounded by at most a sixteenth of it.</summary>
    private static long OnGrid(long now, long delay)
    {
        var grid = Math.Clamp(delay / 16, 1, GridMax);
        return (now + delay + grid - 1) / grid * grid;
    }

    private void EndProbe() => (_connection, _isUnderWay) = (null, false);

    private void Attach()
    {
        if (_isAttached) return;
        _isAttached = true;
        _loop.Events.Attach(this);
    }

    private void Forget()
    {
        IsWanted = false;
        _connection?.Abandon();
        EndProbe();
        _loop.Events.Detach(this);
    }
}
