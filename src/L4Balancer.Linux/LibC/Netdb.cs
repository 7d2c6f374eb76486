using System.Runtime.InteropServices;

namespace L4Balancer.Linux.LibC;

/// <summary>Declarations of netdb.h; glibc and musl agree on the numbers and the layout.</summary>
internal static unsafe partial class Netdb
{
    public const int EAI_NONAME = -2;
    public const int EAI_AGAIN = -3;
    public const int EAI_FAIL = -4;
    public const int EAI_NODATA = -5;
    public const int EAI_SYSTEM = -11;

    [LibraryImport("libc")]
    public static partial int getaddrinfo(byte* node, byte* service, AddrInfo* hints, AddrInfo** res);

    [LibraryImport("libc")]
    public static partial void freeaddrinfo(AddrInfo* res);

    [LibraryImport("libc")]
    public static partial byte* gai_strerror(int errcode);
}

/// <summary><c>struct addrinfo</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AddrInfo
{
    public int ai_flags;
    public int ai_family;
    public int ai_socktype;
    public int ai_protocol;
    public uint ai_addrlen;
    public void* ai_addr;
    public byte* ai_canonname;
    public AddrInfo* ai_next;
}
