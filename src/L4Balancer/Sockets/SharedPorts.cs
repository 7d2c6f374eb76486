using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Sockets;

/// <summary>
/// Ports that several sockets of this process listen on at the same time, while a reload moves a listener to an address
/// that overlaps its old one. The kernel lets sockets of one user share a port when all of them allow it (SO_REUSEPORT,
/// socket(7)), so it has to be looked at that no other process is among them.
/// </summary>
internal static class SharedPorts
{
    private const int SolSocket = 1;
    private const int SoReusePort = 15;

    /// <summary>Where it is not, an address that overlaps one of our own cannot be bound.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>
    /// Sockets that allow it too may be bound beside it from now on. One that is closed is left alone.
    /// </summary>
    public static void Allow(Socket socket)
    {
        if (!IsSupported) return;
        try
        {
            socket.SetRawSocketOption(SolSocket, SoReusePort, BitConverter.GetBytes(1));
        }
        catch (ObjectDisposedException)
        {
            // A listener that went a moment ago.
        }
    }

    /// <summary>
    /// No new client reaches the listener any more; those who are in its queue are left to be accepted. Nothing where
    /// the system cannot do that.
    /// </summary>
    public static void Deafen(Socket listener)
    {
        if (!IsSupported || listener.AddressFamily == AddressFamily.Unix || listener.SafeHandle.IsClosed) return;
        _ = ListeningSockets.Deafen((int)listener.SafeHandle.DangerousGetHandle());
    }

    /// <summary>
    /// What tells the socket from all others of the machine; null for one that is closed, and where the system does not
    /// say.
    /// </summary>
    public static ulong? InodeOf(Socket socket)
    {
        if (!IsSupported || socket.SafeHandle.IsClosed) return null;
        return FileIdentity.OfDescriptor((int)socket.SafeHandle.DangerousGetHandle())?.Inode;
    }

    /// <summary>
    /// True when another process of this user (of any, when ours do not listen any more) listens where clients of the
    /// address come in. One of another user cannot share. An IPv6 wildcard counts for IPv4 too, for the kernel does not
    /// tell whether it is for both.
    /// </summary>
    /// <param name="address">With its actual port.</param>
    /// <param name="own">The inodes of the sockets of this process that listen there.</param>
    /// <exception cref="IOException">The kernel's table of sockets cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    public static bool HasStranger(BindAddress address, IReadOnlySet<ulong> own) =>
        IsSupported && HasListed(address, own);

    [SupportedOSPlatform("linux")]
    private static bool HasListed(BindAddress address, IReadOnlySet<ulong> own)
    {
        var onPort = ListeningTable.Read().Where(entry => entry.Port == address.Address.Port).ToList();
        var users = onPort.Where(entry => own.Contains(entry.Inode)).Select(entry => entry.User).ToHashSet();
        return onPort.Any(
            entry => (users.Count == 0 || users.Contains(entry.User)) && !own.Contains(entry.Inode)
                && address.Overlaps(BindOf(entry)));
    }

    [SupportedOSPlatform("linux")]
    private static BindAddress BindOf(ListeningEntry entry)
    {
        var address = NetAddress.FromIp(entry.Ip, entry.Port);
        return new BindAddress(address, IsDualStack: entry.Ip.Equals(System.Net.IPAddress.IPv6Any));
    }
}
