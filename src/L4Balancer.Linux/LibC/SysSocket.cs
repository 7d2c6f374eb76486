using System.Runtime.InteropServices;

namespace L4Balancer.Linux.LibC;

/// <summary>Declarations of sys/socket.h, with the numbers of x86-64 and arm64.</summary>
internal static unsafe partial class SysSocket
{
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int SOCK_STREAM = 1;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOL_SOCKET = 1;
    public const int SO_REUSEADDR = 2;
    public const int SO_ERROR = 4;
    public const int SO_SNDBUF = 7;
    public const int SO_RCVBUF = 8;
    public const int SO_KEEPALIVE = 9;
    public const int SO_LINGER = 13;
    public const int SO_REUSEPORT = 15;
    public const int SO_BINDTODEVICE = 25;
    public const int SO_MARK = 36;
    public const int SO_BINDTOIFINDEX = 62;
    public const int SHUT_WR = 1;
    public const int MSG_NOSIGNAL = 0x4000;

    [LibraryImport("libc")]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc")]
    public static partial int socketpair(int domain, int type, int protocol, int* sv);

    [LibraryImport("libc")]
    public static partial int bind(int sockfd, void* addr, uint addrlen);

    [LibraryImport("libc")]
    public static partial int listen(int sockfd, int backlog);

    [LibraryImport("libc")]
    public static partial int accept4(int sockfd, void* addr, uint* addrlen, int flags);

    [LibraryImport("libc")]
    public static partial int connect(int sockfd, void* addr, uint addrlen);

    [LibraryImport("libc")]
    public static partial nint recv(int sockfd, void* buf, nuint len, int flags);

    [LibraryImport("libc")]
    public static partial nint send(int sockfd, void* buf, nuint len, int flags);

    [LibraryImport("libc")]
    public static partial int shutdown(int sockfd, int how);

    [LibraryImport("libc")]
    public static partial int getsockname(int sockfd, void* addr, uint* addrlen);

    [LibraryImport("libc")]
    public static partial int getsockopt(int sockfd, int level, int optname, void* optval, uint* optlen);

    [LibraryImport("libc")]
    public static partial int setsockopt(int sockfd, int level, int optname, void* optval, uint optlen);
}

/// <summary><c>struct linger</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Linger
{
    public int l_onoff;
    public int l_linger;
}
