using L4Balancer.Linux.LibC;
using L4Balancer.Linux.Splice;

namespace L4Balancer.Linux;

/// <summary>
/// The capabilities of this kernel, or of the sandbox that emulates one; determined once, by trying them.
/// </summary>
/// <param name="EpollLack">Why epoll(7) is unavailable; null if it works.</param>
/// <param name="SpliceLack">Why splice(2) does not move bytes from a socket through a pipe; null if it does.</param>
public sealed record KernelFeatures(string? EpollLack, string? SpliceLack)
{
    private const int PipeSize = 64 * 1024;

    public static KernelFeatures Probe() => new(ProbeEpoll(), ProbeSplice());

    /// <summary>Why Multipath TCP is unavailable; null if it works. An operator may switch it on at any time.</summary>
    public static string? MultipathLack()
    {
        var made = SysResult.From(SysSocket.socket(
            SysSocket.AF_INET, SysSocket.SOCK_STREAM | SysSocket.SOCK_CLOEXEC, NetinetTcp.IPPROTO_MPTCP));
        if (made.IsSuccess) _ = Unistd.close(made.Count);
        return made.Errno switch
        {
            Errno.None => null,
            Errno.ENOPROTOOPT => "it is switched off (net.mptcp.enabled)",
            Errno.EPROTONOSUPPORT or Errno.EINVAL => "this kernel does not have it",
            _ => made.Describe(),
        };
    }

    private static string? ProbeEpoll()
    {
        var made = SysResult.From(SysEpoll.epoll_create1(SysEpoll.EPOLL_CLOEXEC));
        if (!made.IsSuccess) return $"epoll_create1: {made.Describe()}";
        _ = Unistd.close(made.Count);
        return null;
    }

    private static unsafe string? ProbeSplice()
    {
        using var pipe = KernelPipe.TryCreate(PipeSize, PipeSize);
        if (pipe is null) return "no pipe can be made";
        var pair = stackalloc int[2];
        var made = SysResult.From(SysSocket.socketpair(
            SysSocket.AF_UNIX, SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC, 0, pair));
        if (!made.IsSuccess) return $"socketpair: {made.Describe()}";
        try
        {
            byte value = 1;
            SysResult.From(Unistd.write(pair[0], &value, 1)).OrThrow(nameof(Unistd.write));
            var moved = pipe.Fill(pair[1]);
            if (moved.IsSuccess) moved = pipe.Drain(pair[1]);
            return moved.IsSuccess ? null : $"splice: {moved.Describe()}";
        }
        finally
        {
            _ = Unistd.close(pair[0]);
            _ = Unistd.close(pair[1]);
        }
    }
}
