using System.Net;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Background;

namespace L4Balancer.Demo;

/// <summary>
/// A small TCP server that answers every line with its name and the line. It can be killed and brought back on the same
/// port.
/// </summary>
internal sealed class DemoBackend : IAsyncDisposable
{
    private readonly BackgroundWork _background;
    private readonly Lock _sync = new();
    private readonly HashSet<Socket> _sessions = []; // Guarded by _sync.
    private volatile Socket? _listener;
    private Socket? _held; // Holds its port while it is killed.
    private Task _accepting = Task.CompletedTask;

    public DemoBackend(string name, BackgroundWork background)
    {
        (Name, _background) = (name, background);
        Listen(Bind(0));
        Port = ((IPEndPoint)_listener!.LocalEndPoint!).Port;
    }

    public string Name { get; }

    public int Port { get; }

    public bool IsAlive => _listener is not null;

    /// <summary>
    /// Stops listening, so that connects are refused, and closes the idle sessions.
    /// </summary>
    public Task KillAsync()
    {
        var ended = EndAsync();

        // Bound but not listening: otherwise the kernel could give the port to an outgoing connection.
        _held = Bind(Port);
        return ended;
    }

    public void BringBack()
    {
        Listen(_held!);
        _held = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsAlive) await EndAsync();
        _held?.Dispose();
    }

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private void Listen(Socket bound)
    {
        bound.Listen();
        _listener = bound;
        _accepting = _background.RunAsync("demo-accept", OnFault.GoOn, () => AcceptAsync(bound));
    }

    private async Task EndAsync()
    {
        _listener!.Dispose();
        _listener = null;
        await _accepting;
        lock (_sync)
        {
            foreach (var session in _sessions) session.Dispose();
            _sessions.Clear();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var session = await listener.AcceptAsync();
                _background.Start("demo-session", OnFault.GoOn, () => ServeAsync(session));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Killed.
        }
    }

    private async Task ServeAsync(Socket session)
    {
        try
        {
            lock (_sync) _sessions.Add(session);
            using var stream = new NetworkStream(session, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync() is { } line)
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{Name}: {line}\n"));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client disconnected, or this backend was killed.
        }
        finally
        {
            lock (_sync) _sessions.Remove(session);
        }
    }
}
