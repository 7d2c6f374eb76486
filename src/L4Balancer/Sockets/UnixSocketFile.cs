using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Linux;

namespace L4Balancer.Sockets;

/// <summary>
/// The file of a unix socket bound by this process. It is removed with the socket, unless the path now belongs
/// to something else. Any thread.
/// </summary>
internal sealed class UnixSocketFile
{
    private readonly string _path;
    private readonly FileIdentity? _identity;
    private int _isRemoved;

    private UnixSocketFile(string path) =>
        (_path, _identity) = (path, OperatingSystem.IsLinux() ? FileIdentity.Of(path) : null);

    /// <summary>
    /// The file of a unix socket outlives a killed process; one that nothing listens on is removed, as in other
    /// daemons. Nothing else is ever removed.
    /// </summary>
    /// <returns>Why the path cannot be bound; null if it can.</returns>
    public static string? MakeRoom(string path)
    {
        if (OperatingSystem.IsLinux()) return MakeRoomOnLinux(path);
        if (!File.Exists(path)) return null;
        if (WhyNotStale(path) is { } cause) return cause;
        File.Delete(path);
        return null;
    }

    /// <summary>The file of a socket that has just been bound.</summary>
    public static UnixSocketFile Bound(string path) => new(path);

    /// <summary>
    /// For binding a managed socket: the framework removes the file of a socket that was bound to its own type of end
    /// point, even if the path now belongs to something else.
    /// </summary>
    public static EndPoint EndPointOf(string path) => new KeptEndPoint(new UnixDomainSocketEndPoint(path));

    /// <summary>
    /// Called before the socket is closed: while it is open its inode number cannot be reused, and no client can
    /// connect that would no longer be accepted. Idempotent.
    /// </summary>
    public void Remove()
    {
        if (Interlocked.Exchange(ref _isRemoved, 1) != 0) return;
        if (OperatingSystem.IsLinux() && (_identity is null || FileIdentity.Of(_path) != _identity)) return;
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A directory that became read-only: the next start finds a stale socket and replaces it.
        }
    }

    [SupportedOSPlatform("linux")]
    private static string? MakeRoomOnLinux(string path)
    {
        if (FileIdentity.Of(path) is not { } found) return null;
        if (found.Kind != FileKind.Socket)
            return $"it is {WordsFor(found.Kind)}, and only an unused socket is replaced";
        if (WhyNotStale(path) is { } cause) return cause;

        // Another process may have replaced it in the meantime.
        if (FileIdentity.Of(path) == found) File.Delete(path);
        return null;
    }

    /// <summary>Never waits: a connect to a live socket whose queue is full would.</summary>
    /// <returns>Why it may be in use; null if nothing listens.</returns>
    private static string? WhyNotStale(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        probe.Blocking = false;
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            return "permission denied when checking whether the socket is in use";
        }
        catch (SocketException)
        {
            // Its queue is full, or it has another type: it is in use.
        }

        return "address already in use";
    }

    [SupportedOSPlatform("linux")]
    private static string WordsFor(FileKind kind) => kind switch
    {
        FileKind.RegularFile => "a regular file",
        FileKind.Directory => "a directory",
        FileKind.SymbolicLink => "a symbolic link",
        FileKind.Fifo => "a FIFO",
        _ => "a device",
    };

    private sealed class KeptEndPoint(UnixDomainSocketEndPoint inner) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Unix;

        public override SocketAddress Serialize() => inner.Serialize();

        public override EndPoint Create(SocketAddress socketAddress) => inner.Create(socketAddress);
    }
}
