using System.Net.Sockets;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>
/// In its place something accepts every connection and closes it, as a proxy in front of a dead server does.
/// </summary>
internal sealed class CloseFault : Fault
{
    private const int Backlog = 1024;

    private Socket? _listener;
    private Task _closing = Task.CompletedTask;

    public override string Name => "accept-and-close";

    public override string Title => "every connection is accepted and closed";

    public override async Task BeginAsync(DrillServer server, CancellationToken stop)
    {
        await server.KillAsync();
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(server.Address);
        _listener.Listen(Backlog);
        _closing = CloseAllAsync(_listener);
    }

    public override async Task EndAsync(DrillServer server, CancellationToken stop)
    {
        _listener!.Dispose();
        await _closing;
        await server.StartAgainAsync(stop);
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
