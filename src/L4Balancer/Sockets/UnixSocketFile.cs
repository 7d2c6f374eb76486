using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Linux;

namespace L4Balancer.Sockets;

/// <summary>
/// The file of a unix socket that this process has bound. It is removed with the socket, unless the path has been given
/// to something else meanwhile. Any thread.
/// </summary>
internal sealed class UnixSocketFile
{
    private readonly string _path;
    private readonly FileIdentity? _identity;
    private int _isRemoved;

    private UnixSocketFile(string path) =>
        (_path, _identity) = (path, OperatingSystem.IsLinux() ? FileIdentity.Of(path) : null);

    /// <summary>
    /// A unix socket outlives a process that was killed; one that nobody listens on is removed, as other daemons do.
    /// Nothing else is ever removed.
    /// </summary>
    /// <returns>Why the path cannot be bound; null when nothing is in the way.</returns>
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
    /// To bind a managed socket to: the framework removes the file of a socket that was bound to its own kind of end
    /// point, whoever has the path by then.
    /// </summary>
    public static EndPoint EndPointOf(string path) => new KeptEndPoint(new UnixDomainSocketEndPoint(path));

    /// <summary>
    /// Before the socket is closed: while it is open its inode number cannot be reused, and no client can come who
    /// would not be accepted any more. Idempotent.
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

        // Somebody else may have replaced it while it was asked.
        if (FileIdentity.Of(path) == found) File.Delete(path);
        return null;
    }

    /// <summary>Never waits: a connect to a live socket whose queue is full would.</summary>
    /// <returns>Why it is not known to be unused; null when nobody listens.</returns>
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
            return "permission denied to see whether the socket is in use";
        }
        catch (SocketException)
        {
            // Its queue is full, or it is of another type: somebody has it.
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
