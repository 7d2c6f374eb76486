using System.Net;
using System.Net.Sockets;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>
/// In its place something accepts every new connection and closes it, as a proxy in front of a dead server does.
/// Connections are redirected there: a listener that took the port of a killed server would come a moment too late, and
/// a balancer that is refused in this moment knows more than it should.
/// </summary>
internal sealed class CloseFault(Toolbox tools) : NetworkFault(tools)
{
    private const int Backlog = 1024;

    private Socket? _listener;
    private Task _closing = Task.CompletedTask;

    public override string Name => "accept-and-close";

    public override string Title => "every connection is accepted and closed";

    public override async Task BeginAsync(DrillServer server, CancellationToken stop)
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Backlog);
        _closing = CloseAllAsync(_listener);
        var port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        await AddAsync(
            "type nat hook output priority -100", [$"tcp dport {server.Address.Port} redirect to :{port}"], stop);
    }

    public override async Task EndAsync(DrillServer server, CancellationToken stop)
    {
        await base.EndAsync(server, stop);
        _listener!.Dispose();
        await _closing;
    }

    private static async Task CloseAllAsync(Socket listener)
    {
        try
        {
            while (true) (await listener.AcceptAsync()).Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The fault is over.
        }
    }
}
