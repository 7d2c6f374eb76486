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
    public const int DescriptorsMax = 253;

    private const int HeaderSize = 16; // Of struct cmsghdr; its data are aligned to 8.

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
    public SysResult Send(ReadOnlySpan<byte> message, ReadOnlySpan<int> descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, DescriptorsMax, nameof(descriptors));
        var control = stackalloc byte[HeaderSize + DescriptorsMax * sizeof(int)];
        fixed (byte* bytes = message)
        {
            var part = new IoVec { iov_base = bytes, iov_len = (nuint)message.Length };
            var header = new MsgHdr { msg_iov = &part, msg_iovlen = 1 };
            if (descriptors.Length > 0)
            {
                var size = HeaderSize + descriptors.Length * sizeof(int);
                *(CMsgHdr*)control = new CMsgHdr
                {
                    cmsg_len = (nuint)size,
                    cmsg_level = SysSocket.SOL_SOCKET,
                    cmsg_type = SysSocket.SCM_RIGHTS,
                };
                descriptors.CopyTo(new Span<int>(control + HeaderSize, descriptors.Length));
                header.msg_control = control;
                header.msg_controllen = (nuint)((size + 7) & ~7);
            }

            while (true)
            {
                var sent = SysResult.From(SysSocket.sendmsg(_fd.Number, &header, SysSocket.MSG_NOSIGNAL));
                if (sent.Errno != Errno.EINTR) return sent;
            }
        }
    }

    /// <summary>Receives a message; 0 bytes if the other end is closed.</summary>
    /// <param name="buffer">A longer message fails with EMSGSIZE.</param>
    /// <param name="descriptors">Gets those of the message, which the caller owns.</param>
    /// <returns>The bytes of the message. EMFILE if not all of its descriptors could be received: this process has too
    /// many. After a failure no descriptor is left open.</returns>
    public SysResult Receive(Span<byte> buffer, List<SafeFd> descriptors)
    {
        const int ControlSize = HeaderSize + DescriptorsMax * sizeof(int) + 4;
        var control = stackalloc byte[ControlSize];
        var before = descriptors.Count;
        fixed (byte* bytes = buffer)
        {
            var part = new IoVec { iov_base = bytes, iov_len = (nuint)buffer.Length };
            while (true)
            {
                var header = new MsgHdr { msg_iov = &part, msg_iovlen = 1 };
                header.msg_control = control;
                header.msg_controllen = ControlSize;
                var received = SysResult.From(
                    SysSocket.recvmsg(_fd.Number, &header, SysSocket.MSG_CMSG_CLOEXEC));
                if (received.Errno == Errno.EINTR) continue;
                if (!received.IsSuccess) return received;
                TakeDescriptors(control, header.msg_controllen, descriptors);
                if ((header.msg_flags & (SysSocket.MSG_TRUNC | SysSocket.MSG_CTRUNC)) == 0) return received;
                foreach (var fd in descriptors[before..]) fd.Dispose();
                descriptors.RemoveRange(before, descriptors.Count - before);
                return SysResult.Of((header.msg_flags & SysSocket.MSG_TRUNC) != 0 ? Errno.EMSGSIZE : Errno.EMFILE);
            }
        }
    }

    public void Dispose() => _fd.Dispose();

    private static void TakeDescriptors(byte* control, nuint length, List<SafeFd> descriptors)
    {
        // The kernel makes one header of all descriptors of a message.
        if (length < HeaderSize) return;
        var header = (CMsgHdr*)control;
        if (header->cmsg_level != SysSocket.SOL_SOCKET || header->cmsg_type != SysSocket.SCM_RIGHTS) return;
        var count = ((int)header->cmsg_len - HeaderSize) / sizeof(int);
        foreach (var fd in new ReadOnlySpan<int>(control + HeaderSize, count)) descriptors.Add(new SafeFd(fd));
    }
}
