using System.Net;
using System.Net.Sockets;
using L4Balancer.Bench.Load;

namespace L4Balancer.Bench.Tests.Support;

/// <summary>A server that does to each client what a test says, and then closes the connection.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Socket, Task> _script;

    public ScriptedServer(Func<Socket, Task> script)
    {
        _script = script;
        _listener.Start();
        _ = AcceptAsync();
    }

    public LoadTarget Target => LoadTarget.TryParse($"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}")!;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var socket = client;
        try
        {
            await _script(socket);
        }
        catch (SocketException)
        {
            // The load generator's check of the target, which asks nothing, or the end of the run.
        }
    }
}
