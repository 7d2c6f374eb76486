using System.Net.Sockets;

namespace L4Balancer.Sockets;

/// <summary>The file of a unix socket that is to be bound.</summary>
internal static class UnixSocketFile
{
    /// <summary>
    /// A unix socket outlives a process that was killed; one that nobody listens on may be replaced, as other daemons
    /// do. False when somebody listens, or when the file has something in it: it is no socket then, although a connect
    /// to it is refused like one to a stale socket.
    /// </summary>
    public static bool TryRemoveStale(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return true;
        if (file.Length > 0) return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
