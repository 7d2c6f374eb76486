using System.Net;
using System.Net.Sockets;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.ServerAgent;

/// <summary>
/// Answers every connection with the current line, without waiting for what the client sends. Connections are few and
/// short: balancers ask every few seconds.
/// </summary>
internal sealed class AgentServer : IDisposable
{
    private const int DiscardedMax = 4096;

    /// <summary>
    /// After the answer the client has this long to close first. A close with unread bytes of the client would be RST,
    /// which may overtake the answer.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly IReadOnlyList<IPNetwork> _allowed;
    private readonly BackgroundWork _background;
    private readonly ILogger _log;
    private readonly LogPace _pace;
    private readonly SemaphoreSlim _places = new(Limits.AgentConnectionsMax);
    private byte[] _line; // Replaced as a whole; volatile.

    /// <param name="allowed">Who may ask; empty allows everybody.</param>
    /// <param name="line">The first answer.</param>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public AgentServer(
        IPEndPoint bind, IReadOnlyList<IPNetwork> allowed, byte[] line, BackgroundWork background, ILogger log,
        LogPace pace)
    {
        (_allowed, _line, _background, _log, _pace) = (allowed, line, background, log, pace);
        _listener = new Socket(bind.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (bind.AddressFamily == AddressFamily.InterNetworkV6) _listener.DualMode = true;
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _listener.Bind(bind);
            _listener.Listen(Limits.AgentConnectionsMax);
        }
        catch (SocketException)
        {
            _listener.Dispose();
            throw;
        }
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>The answer from now on. Any thread.</summary>
    public void Say(byte[] line) => Volatile.Write(ref _line, line);

    /// <summary>Accepts until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await _places.WaitAsync(stop);
            if (await AcceptAsync(stop) is not { } client)
            {
                _places.Release();
                continue;
            }

            _background.Start("agent-answer", OnFault.GoOn, () => AnswerAsync(client, stop), stop: stop);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task<Socket?> AcceptAsync(CancellationToken stop)
    {
        try
        {
            return await _listener.AcceptAsync(stop);
        }
        catch (SocketException e)
        {
            // The client has gone already, or this machine is short of something.
            if (_pace.MayLog()) _log.AgentAcceptFailed(e.SocketErrorCode.ToString());
            await Task.Delay(AcceptPause, stop);
            return null;
        }
    }

    private async Task AnswerAsync(Socket client, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            if (!IsAllowed((IPEndPoint)client.RemoteEndPoint!)) return;
            await client.SendAsync(Volatile.Read(ref _line), patience.Token);
            client.Shutdown(SocketShutdown.Send);
            await ReadToEndAsync(client, patience.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The client went away or takes its time; it asks again.
        }
        finally
        {
            client.Dispose();
            _places.Release();
        }
    }

    private static async Task ReadToEndAsync(Socket client, CancellationToken patience)
    {
        var buffer = new byte[512];
        for (var left = DiscardedMax; left > 0;)
        {
            var read = await client.ReceiveAsync(buffer, patience);
            if (read == 0) return;
            left -= read;
        }
    }

    private bool IsAllowed(IPEndPoint client)
    {
        if (_allowed.Count == 0) return true;
        var ip = client.Address.IsIPv4MappedToIPv6 ? client.Address.MapToIPv4() : client.Address;
        return _allowed.Any(network => network.Contains(ip));
    }
}
