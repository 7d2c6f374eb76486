using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>Messages of unix sockets that carry descriptors (SCM_RIGHTS, unix(7)). Any thread.</summary>
public static unsafe class DescriptorMessage
{
    /// <summary>The most descriptors of one message (SCM_MAX_FD).</summary>
    public const int DescriptorsMax = 253;

    private const int HeaderSize = 16; // Of struct cmsghdr; its data are aligned to 8.

    /// <summary>Sends a message.</summary>
    /// <param name="socket">A connected one.</param>
    /// <param name="message">At least one byte.</param>
    /// <param name="descriptors">The receiver gets descriptors of its own for the same open files.</param>
    /// <param name="mustNotWait">Fails with EAGAIN where it would wait.</param>
    /// <returns>EPIPE if the other end is closed, EMSGSIZE if the message is too long for the socket's buffer.
    /// </returns>
    public static SysResult Send(
        int socket, ReadOnlySpan<byte> message, ReadOnlySpan<int> descriptors, bool mustNotWait = false)
    {
        var flags = SysSocket.MSG_NOSIGNAL | (mustNotWait ? SysSocket.MSG_DONTWAIT : 0);
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
                var sent = SysResult.From(SysSocket.sendmsg(socket, &header, flags));
                if (sent.Errno != Errno.EINTR) return sent;
            }
        }
    }

    /// <summary>Receives a message; 0 bytes if the other end is closed.</summary>
    /// <param name="buffer">A longer message fails with EMSGSIZE.</param>
    /// <param name="descriptors">Gets those of the message, which the caller owns.</param>
    /// <param name="mustNotWait">Fails with EAGAIN where it would wait.</param>
    /// <returns>The bytes of the message. EMFILE if not all of its descriptors could be received: this process has too
    /// many. After a failure no descriptor is left open.</returns>
    public static SysResult Receive(
        int socket, Span<byte> buffer, List<SafeFd> descriptors, bool mustNotWait = false)
    {
        var flags = SysSocket.MSG_CMSG_CLOEXEC | (mustNotWait ? SysSocket.MSG_DONTWAIT : 0);
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
                var received = SysResult.From(SysSocket.recvmsg(socket, &header, flags));
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
