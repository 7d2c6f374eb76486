using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Sockets;

/// <summary>
/// Ports on which several sockets of this process listen at the same time, while a reload moves a listener to an
/// address that overlaps its old one. The kernel lets sockets of one user share a port when all of them allow it
/// (SO_REUSEPORT, socket(7)), so it must be checked that no other process is among them.
/// </summary>
internal static class SharedPorts
{
    private const int SolSocket = 1;
    private const int SoReusePort = 15;
    private const int SoBindToIfIndex = 62;

    /// <summary>Where it is not supported, an address that overlaps one of our own cannot be bound.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>
    /// Allows other sockets that also allow it to share the port from now on. A closed socket is ignored.
    /// </summary>
    public static void Allow(Socket socket) => Set(socket, SoReusePort, 1);

    /// <summary>
    /// No new clients reach the listener; those in its queue can still be accepted. Does nothing where
    /// the system does not support this (<see cref="ListeningSockets.Deafen"/>).
    /// </summary>
    public static void Deafen(Socket listener)
    {
        if (listener.AddressFamily == AddressFamily.Unix) return;
        try
        {
            Set(listener, SoBindToIfIndex, int.MaxValue);
        }
        catch (SocketException)
        {
            // A kernel before Linux 5.0.
        }
    }

    /// <summary>
    /// An identifier of the socket, unique on the machine; null if it is closed, or if the system does not
    /// provide one.
    /// </summary>
    public static ulong? InodeOf(Socket socket)
    {
        if (!IsSupported || socket.SafeHandle.IsClosed) return null;
        return FileIdentity.OfDescriptor((int)socket.SafeHandle.DangerousGetHandle())?.Inode;
    }

    /// <summary>
    /// True if another process of this user (of any user, if ours no longer listen) listens where clients of the
    /// address arrive. A process of another user cannot share. An IPv6 wildcard counts for IPv4 too, because the kernel
    /// does not report whether it is for both.
    /// </summary>
    /// <param name="address">With its actual port.</param>
    /// <param name="own">The inodes of the sockets of this process that listen there.</param>
    /// <exception cref="IOException">The kernel's table of sockets cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for lack of permission.</exception>
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

    private static void Set(Socket socket, int option, int value)
    {
        if (!IsSupported) return;
        try
        {
            socket.SetRawSocketOption(SolSocket, option, BitConverter.GetBytes(value));
        }
        catch (ObjectDisposedException)
        {
            // A listener that was just closed.
        }
    }
}
