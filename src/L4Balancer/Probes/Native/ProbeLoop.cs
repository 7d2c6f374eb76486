using System.Runtime.Versioning;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Linux.Loop;
using L4Balancer.Telemetry;

namespace L4Balancer.Probes.Native;

/// <summary>
/// State shared by all probes of the loop: the event loop, the places, one buffer to read into, and the connections,
/// which serve one probe after another. The loop's thread only.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ProbeLoop : IDisposable
{
    private readonly Stack<ProbeConnection> _free = new();
    private readonly List<ProbeConnection> _connections = [];
    private readonly Queue<NativeProbe> _waiting = new();
    private readonly StandstillMeter _standstills = new();
    private readonly BeatSource _beat;
    private bool _isStarting;

    public ProbeLoop(ProbeServices services)
    {
        Services = services;
        ShortagePace = new LogPace(services.Time, ProbesLog.ShortagePause);
        Events = new EpollLoop(services.Time, services.ReportBug);
        _beat = new BeatSource(this);
        Events.Attach(_beat);
    }

    public EpollLoop Events { get; }

    public ProbeServices Services { get; }

    /// <summary>A shortage affects all targets at once; one log line stands for all.</summary>
    public LogPace ShortagePace { get; }

    /// <summary>Received bytes are inspected before the next call overwrites them.</summary>
    public byte[] Buffer { get; } = new byte[16 * 1024];

    /// <summary>How long the process has been paused so far, in milliseconds.</summary>
    public long StoodStill => _standstills.TotalAt(Events.Now);

    public long Timestamp => Services.Time.GetTimestamp();

    private int InFlight => _connections.Count - _free.Count;

    public TimeSpan ElapsedSince(long timestamp) => Services.Time.GetElapsedTime(timestamp);

    /// <summary>Starts a probe as soon as there is a place.</summary>
    public void Start(NativeProbe probe)
    {
        _waiting.Enqueue(probe);
        StartWaiting();
    }

    /// <summary>The connection is closed; its place is free.</summary>
    public void Release(ProbeConnection connection)
    {
        _free.Push(connection);
        if (InFlight == 0)
        {
            _standstills.Stop();
            Events.CancelTimer(_beat);
        }

        StartWaiting();
    }

    /// <summary>
    /// Never waits: an outcome posted to a full control queue stays with the queue. There is at most one per target,
    /// because its answer schedules the next probe; if it cannot be posted, the probe runs again.
    /// </summary>
    public void Post(ProbeEnded ended, NativeProbe probe)
    {
        var posting = TryPost(ended);
        if (!posting.IsCompletedSuccessfully) Watch(posting, probe);
    }

    /// <summary>Closes everything still open. The loop has ended.</summary>
    public void Dispose()
    {
        foreach (var connection in _connections) connection.CloseSocket();
        Events.Dispose();
    }

    private void Watch(ValueTask posting, NativeProbe probe) => Services.Background.Start(
        ProbeServices.Work, OnFault.GoOn, posting.AsTask,
        afterFault: () => probe.RunAfter(ProbeServices.RetryPause));

    private ValueTask TryPost(ProbeEnded ended)
    {
        try
        {
            return Services.Post(ended);
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }
    }

    private void StartWaiting()
    {
        // A probe that fails immediately gets back here through its release.
        if (_isStarting) return;
        _isStarting = true;
        while (InFlight < Limits.ProbesInFlightMax && _waiting.TryDequeue(out var probe))
        {
            if (probe.IsWanted) Begin(probe);
        }

        _isStarting = false;
    }

    private void Begin(NativeProbe probe)
    {
        try
        {
            probe.BeginOn(Rent());
        }
        catch (Exception e)
        {
            // Here and not by the loop, which would end the probe that made room, and leave the waiting ones waiting.
            Services.ReportBug(e);
            probe.OnBug();
        }
    }

    private ProbeConnection Rent()
    {
        if (InFlight == 0) Beat(isFirst: true);
        if (_free.TryPop(out var connection)) return connection;
        connection = new ProbeConnection(this);
        _connections.Add(connection);
        return connection;
    }

    private void Beat(bool isFirst)
    {
        if (isFirst) _standstills.Start(Events.Now);
        else _standstills.OnBeat(Events.Now);
        Events.SetTimer(_beat, Events.Now + StandstillMeter.Beat);
    }

    private sealed class BeatSource(ProbeLoop loop) : LoopSource
    {
        protected override void OnReady(int tag, Readiness events) =>
            throw new InvalidOperationException("A beat has no descriptor.");

        protected override void OnTimer() => loop.Beat(isFirst: false);
    }
}
