using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>
/// One end of a pair of sockets between two processes, over which messages pass with descriptors (SCM_RIGHTS, unix(7)).
/// A message arrives whole or not at all (SOCK_SEQPACKET). Calls block, for at most the timeout. One thread at a time.
/// </summary>
public sealed unsafe class DescriptorChannel : IDisposable
{
    /// <summary>The most descriptors of one message (SCM_MAX_FD).</summary>
    public const int DescriptorsMax = DescriptorMessage.DescriptorsMax;

    private readonly SafeFd _fd;

    /// <param name="fd">This end; belongs to the channel from here on.</param>
    public DescriptorChannel(SafeFd fd) => _fd = fd;

    /// <summary>Creates a pair.</summary>
    /// <returns>An end, and the descriptor of the other one, which the child process is to get.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">The process is out of descriptors.</exception>
    public static (DescriptorChannel End, SafeFd Other) CreatePair()
    {
        var ends = stackalloc int[2];
        SysResult.From(SysSocket.socketpair(
            SysSocket.AF_UNIX, SysSocket.SOCK_SEQPACKET | SysSocket.SOCK_CLOEXEC, 0, ends))
            .OrThrow(nameof(SysSocket.socketpair));
        return (new DescriptorChannel(new SafeFd(ends[0])), new SafeFd(ends[1]));
    }

    /// <summary>The process at the other end when the pair was made, and its user (SO_PEERCRED).</summary>
    public (int Pid, uint User) Peer
    {
        get
        {
            UCred peer;
            var length = (uint)sizeof(UCred);
            SysResult.From(SysSocket.getsockopt(
                _fd.Number, SysSocket.SOL_SOCKET, SysSocket.SO_PEERCRED, &peer, &length))
                .OrThrow(nameof(SysSocket.getsockopt));
            return (peer.pid, peer.uid);
        }
    }

    /// <summary>Whether the other process was of the same user when the pair was made.</summary>
    public bool IsPeerOfThisUser => Peer.User == Unistd.geteuid();

    /// <summary>How long a call waits at most; zero waits for ever. It fails with EAGAIN then.</summary>
    public void SetTimeout(TimeSpan timeout)
    {
        var time = new TimeVal
        {
            tv_sec = timeout.Ticks / TimeSpan.TicksPerSecond,
            tv_usec = timeout.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond,
        };
        foreach (var option in (ReadOnlySpan<int>)[SysSocket.SO_RCVTIMEO, SysSocket.SO_SNDTIMEO])
        {
            SysResult.From(SysSocket.setsockopt(
                _fd.Number, SysSocket.SOL_SOCKET, option, &time, (uint)sizeof(TimeVal)))
                .OrThrow(nameof(SysSocket.setsockopt));
        }
    }

    /// <summary>Sends a message.</summary>
    /// <param name="message">At least one byte.</param>
    /// <param name="descriptors">The receiver gets descriptors of its own for the same open files.</param>
    /// <returns>EPIPE if the other end is closed, EMSGSIZE if the message is too long for the socket's buffer.
    /// </returns>
    public SysResult Send(ReadOnlySpan<byte> message, ReadOnlySpan<int> descriptors) =>
        DescriptorMessage.Send(_fd.Number, message, descriptors);

    /// <summary>Receives a message; 0 bytes if the other end is closed.</summary>
    /// <param name="buffer">A longer message fails with EMSGSIZE.</param>
    /// <param name="descriptors">Gets those of the message, which the caller owns.</param>
    /// <returns>The bytes of the message. EMFILE if not all of its descriptors could be received: this process has too
    /// many. After a failure no descriptor is left open.</returns>
    public SysResult Receive(Span<byte> buffer, List<SafeFd> descriptors) =>
        DescriptorMessage.Receive(_fd.Number, buffer, descriptors);

    public void Dispose() => _fd.Dispose();
}
