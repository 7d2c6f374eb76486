using L4Balancer.Linux.LibC;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Linux.Handles;

/// <summary>
/// Owns a descriptor that lives long: an epoll instance, an eventfd, a listening socket, an end of a pipe. The two
/// sockets of a session are plain numbers in the session, which closes each exactly once: two finalizable objects for
/// every session would cost more than the session.
/// </summary>
public sealed class SafeFd : SafeHandleMinusOneIsInvalid
{
    private readonly int _fd;

    /// <param name="fd">Open, and owned by nobody else.</param>
    public SafeFd(int fd) : base(ownsHandle: true)
    {
        _fd = fd;
        SetHandle(fd);
    }

    /// <summary>For calls. Valid only while this object is not disposed.</summary>
    public int Number => IsClosed ? -1 : _fd;

    protected override bool ReleaseHandle() => Unistd.close(_fd) == 0;
}
