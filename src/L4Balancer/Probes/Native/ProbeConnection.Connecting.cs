using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.Probes.Native;

/// <content>The connect, from the source of the pool if it has one.</content>
internal sealed partial class ProbeConnection
{
    private void Connect(NativeProbe probe)
    {
        if (probe.Source is { } source)
        {
            ConnectFrom(source, probe);
            return;
        }

        var result = Open(probe);
        if (result.IsSuccess) result = BeginConnect(probe);
        if (!result.IsSuccess) Fail(result.Errno);
    }

    private void ConnectFrom(BackendSource source, NativeProbe probe)
    {
        var isIpv6 = probe.Address.IsIpv6;
        for (var walk = source.Begin(isIpv6); ; walk.Clear())
        {
            var result = Open(probe);
            if (result.IsSuccess && source.TryPrepare(_fd, isIpv6, default, ref walk))
            {
                result = BeginConnect(probe);
                if (result.IsSuccess) return;
                source.FailConnect(SocketErrno.ToSocketError(result.Errno), isIpv6, default, ref walk);
            }

            if (!result.IsSuccess && walk.Cause is null)
            {
                Fail(result.Errno);
                return;
            }

            CloseSocket();
            if (walk.GoesOn) continue;
            FailHere(walk.Cause!);
            return;
        }
    }

    private SysResult Open(NativeProbe probe)
    {
        if (!loop.Services.Spares.TryHold()) return SysResult.Of(Errno.EMFILE);
        var made = StreamSockets.Create(probe.Address);
        if (!made.IsSuccess) return made;
        _fd = made.Count;
        loop.Services.Spares.Note(_fd);
        if (IsHeldBack) TcpOptions.HoldHandshakeAck(_fd);
        return made;
    }

    private SysResult BeginConnect(NativeProbe probe)
    {
        var result = StreamSockets.Connect(_fd, probe.Address);
        var isOnItsWay = result.IsSuccess || result.Errno == Errno.EINPROGRESS;
        return isOnItsWay ? loop.Events.Watch(this, 0, _fd) : result;
    }

    /// <summary>The source does not allow it, which says nothing about the backend.</summary>
    private void FailHere(string cause)
    {
        var probe = _probe!;
        _probe = null;
        probe.OnShortage(cause);
        Close();
    }
}
