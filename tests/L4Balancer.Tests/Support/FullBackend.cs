using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Tests.Support;

/// <summary>
/// A backend whose accept queue is full: the kernel drops every further SYN, so a connect to it neither succeeds nor
/// fails.
/// </summary>
internal sealed class FullBackend : IDisposable
{
    private readonly Socket _listener;
    private readonly List<Socket> _fillers = [];

    private FullBackend(Socket listener) => _listener = listener;

    public NetAddress Address => Loopback.AddressOf(_listener);

    public static async Task<FullBackend> StartAsync()
    {
        var backend = new FullBackend(Loopback.Listen(backlog: 0));
        while (await backend.TryFillAsync())
        {
        }

        return backend;
    }

    /// <summary>
    /// Takes the fillers out of the queue; pending connects succeed with the next SYN retransmission.
    /// </summary>
    public async Task MakeRoomAsync()
    {
        foreach (var filler in _fillers)
        {
            (await Loopback.AcceptAsync(_listener)).Dispose();
            filler.Dispose();
        }

        _fillers.Clear();
    }

    public Task<Socket> AcceptAsync() => Loopback.AcceptAsync(_listener);

    public void Dispose()
    {
        foreach (var filler in _fillers) filler.Dispose();
        _listener.Dispose();
    }

    /// <summary>A connect on loopback that has not succeeded after this time was dropped.</summary>
    private async Task<bool> TryFillAsync()
    {
        var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connecting = filler.ConnectAsync((IPEndPoint)_listener.LocalEndPoint!);
        await Task.WhenAny(connecting, Task.Delay(TimeSpan.FromMilliseconds(200)));
        // Asks the kernel: on a paused machine its answer may not have been delivered yet.
        if (connecting.IsCompleted || filler.Poll(0, SelectMode.SelectWrite))
        {
            await connecting;
            _fillers.Add(filler);
            return true;
        }

        filler.Dispose();
        await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return false;
    }
}
