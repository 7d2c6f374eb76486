using L4Balancer.Core.Health;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Probes.Native;

/// <content>What happens when an answer does not come in time.</content>
internal sealed partial class ProbeConnection
{
    protected override void OnTimer()
    {
        if (_phase == Phase.Ending)
        {
            Close();
            return;
        }

        var (now, stoodStill) = (loop.Events.Now, loop.StoodStill);
        if (_late.Comes(now, stoodStill)) _probe!.OnLate(loop.ElapsedSince(_began));
        var left = _deadline.Left(now, stoodStill);
        if (left > 0) SetTimer(left);
        else TimeOut();
    }

    /// <param name="left">Milliseconds until the time is up.</param>
    private void SetTimer(long left)
    {
        var now = loop.Events.Now;
        loop.Events.SetTimer(this, now + Math.Min(left, _late.Left(now, loop.StoodStill)));
    }

    /// <summary>
    /// The time is up, and this process was running throughout; but more may have happened than one turn of the loop
    /// could report, so the socket is checked once.
    /// </summary>
    private void TimeOut()
    {
        var probe = _probe;
        if (_phase == Phase.Talking) Talk();
        else LookAtConnect();

        // A verdict may have closed it, and a closed connection serves the next probe.
        if (_probe != probe) return;
        Decide(ProbeOutcome.Bad("probe timed out"));
        Close();
    }

    private void LookAtConnect()
    {
        var result = StreamSockets.Connect(_fd, _probe!.Address);
        if (result.IsSuccess || result.Errno == Errno.EISCONN) OnConnected();
        else if (result.Errno is not (Errno.EALREADY or Errno.EINPROGRESS)) Fail(result.Errno);
    }
}
