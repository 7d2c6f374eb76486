using L4Balancer.Linux.LibC;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Linux.Handles;

/// <summary>
/// Owns a long-lived descriptor: an epoll instance, an eventfd, a listening socket, an end of a pipe. The two sockets
/// of a session are plain numbers in the session, which closes each exactly once: two finalizable objects per session
/// would cost more than the session itself.
/// </summary>
public sealed class SafeFd : SafeHandleMinusOneIsInvalid
{
    private readonly int _fd;

    /// <param name="fd">Open, and without another owner.</param>
    public SafeFd(int fd) : base(ownsHandle: true)
    {
        _fd = fd;
        SetHandle(fd);
    }

    /// <summary>For system calls. Valid only until this object is disposed.</summary>
    public int Number => IsClosed ? -1 : _fd;

    /// <summary>Another descriptor for the same open file, with a higher number.</summary>
    /// <exception cref="IOException">The process is out of descriptors.</exception>
    public static SafeFd Duplicate(int fd)
    {
        var made = SysResult.From(Unistd.fcntl(fd, Unistd.F_DUPFD_CLOEXEC, fd + 1));
        return made.IsSuccess ? new SafeFd(made.Count) : throw new IOException($"dup: {made.Errno}");
    }

    /// <summary>Gives the descriptor to the caller, who closes it.</summary>
    public int Release()
    {
        var fd = Number;
        SetHandleAsInvalid();
        return fd;
    }

    protected override bool ReleaseHandle() => Unistd.close(_fd) == 0;
}
