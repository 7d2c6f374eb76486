using System.Net;
using System.Net.Sockets;
using System.Text;

namespace L4Balancer.Demo;

/// <summary>
/// A small TCP server: it answers every line with its name and the line. It can be killed and brought back on the same
/// port.
/// </summary>
internal sealed class DemoBackend : IAsyncDisposable
{
    private readonly Lock _sync = new();
    private readonly HashSet<Socket> _sessions = []; // Guarded by _sync.
    private volatile Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    public DemoBackend(string name)
    {
        Name = name;
        Start(0);
        Port = ((IPEndPoint)_listener!.LocalEndPoint!).Port;
    }

    public string Name { get; }

    public int Port { get; }

    public bool IsAlive => _listener is not null;

    /// <summary>
    /// Stops listening, so that connects are refused, and drops the sessions that wait for their next line.
    /// </summary>
    public async Task KillAsync()
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

    public void BringBack() => Start(Port);

    public async ValueTask DisposeAsync()
    {
        if (IsAlive) await KillAsync();
    }

    private void Start(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        _listener = listener;
        _accepting = AcceptAsync(listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptAsync());
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
            // The client went away, or this backend was killed.
        }
        finally
        {
            lock (_sync) _sessions.Remove(session);
        }
    }
}
