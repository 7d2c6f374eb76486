using System.Diagnostics;
using System.Runtime.Versioning;
using L4Balancer.Core.Health;
using L4Balancer.Linux;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.Probes.Native;

/// <summary>
/// A TCP probe in flight. With <c>send</c> or <c>expect</c> it connects, sends, and expects the answer to start with
/// certain bytes, so it detects a server that hangs. It ends like a client that has what it came for: it reads
/// everything received, sends FIN, then reads until the server has ended its side; a close with unread bytes would be
/// RST, which many servers log. The loop's thread only.
/// </summary>
/// <remarks>
/// The plain probe, with neither, checks whether the kernel of the backend accepts connections on the port, and on TCP
/// the server does not see it at all. The last acknowledgement of the handshake is delayed for 200 ms from the peer's
/// answer, whatever the round-trip time, and RST is sent in its place, so the connection never reaches the server's
/// accept queue. That matters to a server that speaks first: MariaDB counts a connection that goes away before the
/// login as a handshake error, and blocks the host after max_connect_errors of them. It also saves PostgreSQL a process
/// per probe. If the acknowledgement was sent, because this process was paused at that moment, the server has the
/// connection, and the probe closes normally as above, which MariaDB counts like RST but most servers do not log.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class ProbeConnection(ProbeLoop loop) : LoopSource
{
    private const int NoDescriptor = -1;

    private NativeProbe? _probe; // Null once the verdict is given.
    private int _fd = NoDescriptor;
    private Phase _phase;
    private bool _isOpen; // From the start of a probe until its place is returned.
    private long _began;
    private ProbeDeadline _deadline;
    private LateMark _late;

    private enum Phase
    {
        Connecting,
        Talking,
        Ending,
    }

    private bool IsHeldBack => _probe!.Talk is null && !_probe.Address.IsUnix;

    public void Begin(NativeProbe probe)
    {
        Debug.Assert(!_isOpen && _fd == NoDescriptor, "One probe at a time.");
        (_probe, _phase, _isOpen) = (probe, Phase.Connecting, true);
        _began = loop.Timestamp;
        _deadline = new ProbeDeadline(loop.Events.Now, probe.ProbeTimeout, loop.StoodStill);
        loop.Events.Attach(this);
        _late = new LateMark(loop.Events.Now, probe.LateAfter, loop.StoodStill);
        SetTimer(probe.ProbeTimeout);
        Connect(probe);
    }

    /// <summary>The target is no longer wanted.</summary>
    public void Abandon() => Close();

    /// <summary>The only thing left to do once the loop has ended.</summary>
    public void CloseSocket()
    {
        if (_fd == NoDescriptor) return;

        // The answer to a connect may have just arrived; a server that has not seen the connection yet never will.
        if (_phase == Phase.Connecting) StreamSockets.CloseWithReset(_fd);
        else StreamSockets.Close(_fd);
        _fd = NoDescriptor;
    }

    protected override void OnReady(int tag, Readiness events)
    {
        switch (_phase)
        {
            case Phase.Connecting when events.HasAny(Readiness.Error):
                var error = StreamSockets.ErrorOf(_fd);
                Fail(error.IsSuccess ? Errno.ECONNREFUSED : error.Errno);
                break;
            case Phase.Connecting when events.HasAny(Readiness.Writable | Readiness.HangUp):
                OnConnected();
                break;
            case Phase.Talking:
                Talk();
                break;
            case Phase.Ending:
                ReadToEnd();
                break;
        }
    }

    protected override void OnFault()
    {
        if (_probe is { } probe) probe.OnBug();
        else Close();
    }

    private void OnConnected()
    {
        // A socket that connected to itself has answered its own SYN, so more than the SYN was sent.
        if (IsHeldBack && TcpOptions.TryGetInfo(_fd, out var info) && info.SegmentsSent == 1)
        {
            CloseSocket();
            Decide(ProbeOutcome.Good);
            Close();
        }
        else if (StreamSockets.IsSelfConnected(_fd, _probe!.Address))
        {
            Fail(Errno.ECONNREFUSED);
        }
        else
        {
            BeginToTalk();
        }
    }

    private void Fail(Errno errno)
    {
        var probe = _probe!;
        _probe = null;
        var cause = ConnectErrno.Describe(errno);
        if (ConnectErrno.IsLocalShortage(errno, probe.Address.IsUnix)) probe.OnShortage(cause);
        else probe.OnOutcome(Timed(ProbeOutcome.Bad(cause)));
        Close();
    }

    private void Decide(ProbeOutcome outcome)
    {
        var probe = _probe!;
        _probe = null;
        probe.OnOutcome(Timed(outcome));
    }

    private ProbeOutcome Timed(ProbeOutcome outcome) => outcome with { Duration = loop.ElapsedSince(_began) };

    private void Close()
    {
        // A bug may end a probe that is already ending: its place must not be returned twice.
        if (!_isOpen) return;
        (_probe, _isOpen) = (null, false);
        loop.Events.Detach(this);
        CloseSocket();
        loop.Release(this);
    }
}
