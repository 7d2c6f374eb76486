using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Sockets;

namespace L4Balancer.Admin;

/// <summary>
/// The sockets of the admin side, bound but not listening: no client can connect before the server takes them, and by
/// then the file of a unix socket has its mode.
/// </summary>
internal sealed class AdminSockets : IDisposable
{
    private readonly List<(BindAddress Bind, Socket Socket)> _sockets = [];
    private readonly List<UnixSocketFile> _files = [];

    /// <summary>The sockets, each with its address as the kernel reports it.</summary>
    public IReadOnlyList<Socket> All => [.. _sockets.Select(bound => bound.Socket)];

    /// <param name="inherited">A socket of a predecessor, which listens already; null if there is none.</param>
    /// <exception cref="AdminStartException">Addresses cannot be bound; none stays bound.</exception>
    public static AdminSockets Bind(AdminConfig config, Func<BindAddress, Socket?>? inherited = null)
    {
        var sockets = new AdminSockets();
        var problems = new List<string>();
        foreach (var bind in config.Bind)
        {
            try
            {
                sockets.Add(bind, (UnixFileMode)config.SocketMode, inherited?.Invoke(bind));
            }
            catch (SocketException e)
            {
                var cause = ConnectErrors.Describe(bind.Address, e.SocketErrorCode);
                problems.Add($"admin: {bind} cannot be bound: {cause}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add($"admin: {bind} cannot be bound: {e.Message}");
            }
        }

        if (problems.Count == 0) return sockets;
        sockets.Dispose();
        throw new AdminStartException(problems);
    }

    public static NetAddress AddressOf(Socket socket) => socket.LocalEndPoint is IPEndPoint ip
        ? NetAddress.FromIp(ip.Address, ip.Port)
        : NetAddress.FromUnix(socket.LocalEndPoint!.ToString()!);

    /// <summary>Transfers ownership to the server.</summary>
    /// <returns>The sockets, and the files of those that have one, which the server removes when it stops.</returns>
    public (IReadOnlyList<(BindAddress Bind, Socket Socket)> Sockets, IReadOnlyList<UnixSocketFile> Files) HandOver()
    {
        (BindAddress, Socket)[] sockets = [.. _sockets];
        UnixSocketFile[] files = [.. _files];
        _sockets.Clear();
        _files.Clear();
        return (sockets, files);
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Remove();
        foreach (var (_, socket) in _sockets) socket.Dispose();
    }

    private void Add(BindAddress bind, UnixFileMode mode, Socket? inherited)
    {
        var path = bind.Address.UnixPath;
        if (inherited is null) AddBound(bind, path);
        else _sockets.Add((bind, inherited));
        if (path is null) return;
        _files.Add(UnixSocketFile.Bound(path));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private void AddBound(BindAddress bind, string? path)
    {
        if (path is not null && UnixSocketFile.MakeRoom(path) is { } cause) throw new IOException(cause);
        var socket = bind.Address.CreateSocket();
        _sockets.Add((bind, socket));
        if (bind.Address.Ip?.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = bind.IsDualStack;
        socket.Bind(path is null ? bind.Address.ToEndPoint() : UnixSocketFile.EndPointOf(path));
    }
}
