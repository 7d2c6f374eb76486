using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>
/// getaddrinfo(3), and with it /etc/hosts, nsswitch.conf and mDNS as on the rest of the machine. The framework's own
/// call does not distinguish a name without addresses from one that does not exist.
/// </summary>
public static unsafe class HostLookup
{
    /// <summary>
    /// Blocks for as long as the resolver takes, often 10 s; only for threads that nothing waits for.
    /// </summary>
    public static HostAnswer Resolve(string name)
    {
        var hints = new AddrInfo { ai_socktype = SysSocket.SOCK_STREAM };
        AddrInfo* found = null;
        var text = Encoding.ASCII.GetBytes(name + '\0');
        fixed (byte* node = text)
        {
            var error = Netdb.getaddrinfo(node, null, &hints, &found);
            var errno = error == Netdb.EAI_SYSTEM ? Marshal.GetLastSystemError() : 0;
            if (error != 0) return new HostAnswer(KindOf(error), [], MessageOf(error, errno));
        }

        try
        {
            return new HostAnswer(HostError.None, AddressesOf(found), "");
        }
        finally
        {
            Netdb.freeaddrinfo(found);
        }
    }

    private static List<IPAddress> AddressesOf(AddrInfo* first)
    {
        var addresses = new List<IPAddress>();
        for (var entry = first; entry is not null; entry = entry->ai_next)
        {
            var bytes = new ReadOnlySpan<byte>(entry->ai_addr, (int)entry->ai_addrlen);
            if (entry->ai_family == SysSocket.AF_INET) addresses.Add(new IPAddress(bytes.Slice(4, 4)));
            if (entry->ai_family != SysSocket.AF_INET6) continue;
            addresses.Add(new IPAddress(bytes.Slice(8, 16), MemoryMarshal.Read<uint>(bytes[24..])));
        }

        return addresses;
    }

    private static HostError KindOf(int error) => error switch
    {
        Netdb.EAI_NONAME => HostError.NotFound,
        Netdb.EAI_NODATA => HostError.NoData,
        Netdb.EAI_AGAIN => HostError.Temporary,
        _ => HostError.Failed,
    };

    private static string MessageOf(int error, int errno) => error == Netdb.EAI_SYSTEM
        ? Marshal.GetPInvokeErrorMessage(errno)
        : Marshal.PtrToStringUTF8((nint)Netdb.gai_strerror(error)) ?? $"error {error}";
}

/// <summary>The result of getaddrinfo(3).</summary>
/// <param name="Addresses">Empty if the lookup failed.</param>
/// <param name="Message">The C library's text for the error; empty if there is none.</param>
public sealed record HostAnswer(HostError Error, IReadOnlyList<IPAddress> Addresses, string Message);

/// <summary>Why a name has no addresses, as far as getaddrinfo(3) reports it.</summary>
public enum HostError
{
    None,

    /// <summary>EAI_NONAME: no such name.</summary>
    NotFound,

    /// <summary>EAI_NODATA: the name exists but has no address.</summary>
    NoData,

    /// <summary>EAI_AGAIN: SERVFAIL, or no name server answered.</summary>
    Temporary,

    /// <summary>Anything else, such as REFUSED (EAI_FAIL).</summary>
    Failed,
}
