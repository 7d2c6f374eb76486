using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// One bound address and its accept loop. It keeps its socket while the configuration around it changes.
/// </summary>
internal sealed class PortableListener(
    PortableServices services, BindAddress bind, ListeningSocket listening, ListenerConfig config,
    Action<Socket, ListenerSlot> start)
    : IBoundAddress
{
    /// <summary>Accepts that may complete immediately before other sessions get their turn.</summary>
    private const int AcceptsPerTurn = 16;

    /// <summary>Pause between two checks of whether the loop is making progress.</summary>
    private static readonly TimeSpan CheckPause = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket = listening.Socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly AcceptRules _rules = new(services, bind);
    private Task _loop = Task.CompletedTask;
    private volatile ListenerSlot? _slot; // Written by reloads only.
    private int _backlog = config.Backlog; // Written by reloads only.
    private long _turns; // Written by the accept loop only.
    private volatile bool _isPaused;

    public BindAddress Bind { get; } = bind;

    public NetAddress Actual { get; } = listening.ActualAddress(bind);

    public IReadOnlyList<ulong> Inodes { get; } = SharedPorts.InodeOf(listening.Socket) is { } inode ? [inode] : [];

    public ListenSocketConfig Options { get; private set; } = config.ListenSocket; // Written by reloads only.

    public ListenerSlot Slot => _slot!;

    public void AllowSharing() => SharedPorts.Allow(_socket);

    public void Become(ListenerSlot slot, ListenerConfig listener)
    {
        slot.ViewIn(services.Table.Current);
        _slot = slot;

        if (ListenOptions.Apply(_socket, listener.ListenSocket, Options) is { } cause)
            services.Log.ListenOptionRefused(Bind, cause);
        Options = listener.ListenSocket;
        if (_backlog != listener.Backlog) _socket.Listen(_backlog = listener.Backlog);
    }

    public void Start() => _loop = AcceptLoopAsync();

    public void Deafen()
    {
        SharedPorts.Deafen(_socket);
        ListenOptions.EndDefer(_socket, Options);
    }

    public Task StopAsync()
    {
        listening.File?.Remove();
        _stop.Cancel();
        return _loop;
    }

    public void Discard() => listening.Close();

    /// <summary>
    /// True if the loop has nothing to do, pauses, or makes progress before the token is cancelled. A waiting client
    /// does not prove that the loop is stuck: it may have arrived this moment.
    /// </summary>
    public async Task<bool> IsTurningAsync(CancellationToken cancellationToken)
    {
        var turns = Volatile.Read(ref _turns);
        while (!IsAtRest() && Volatile.Read(ref _turns) == turns)
        {
            if (cancellationToken.IsCancellationRequested) return false;
            await Task.Delay(CheckPause, services.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return true;
    }

    private bool IsAtRest() => _isPaused || _stop.IsCancellationRequested || (!_loop.IsCompleted && !HasWaiting());

    /// <summary>True if clients are waiting in the kernel's queue.</summary>
    private bool HasWaiting()
    {
        try
        {
            return _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task AcceptLoopAsync()
    {
        try
        {
            if (!TryListen() || !await AcceptUntilStoppedAsync()) return;
            AcceptWaiting();
        }
        catch (Exception e)
        {
            // Nothing more is accepted on this address, and nothing awaits this before the end of the engine.
            services.Counters.CountBug();
            services.Log.AcceptLoopBug(Bind, e);
        }
        finally
        {
            listening.Close();
        }
    }

    private bool TryListen()
    {
        if (listening.TryListen(_backlog) is not { } error) return true;
        services.Log.AcceptFailed(Bind, ConnectErrors.Describe(Bind.Address, error));
        return false;
    }

    /// <summary>False if the socket failed for good.</summary>
    private async Task<bool> AcceptUntilStoppedAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var fault = await AcceptSomeAsync();
                if (fault == AcceptFault.Fatal) return false;
                if (fault == AcceptFault.Pressure) await PauseAsync();
                else await Task.Yield();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped while waiting.
        }

        return true;
    }

    /// <summary>Accepts up to one turn's worth of clients; returns the fault if an accept failed.</summary>
    private async ValueTask<AcceptFault?> AcceptSomeAsync()
    {
        for (var i = 0; i < AcceptsPerTurn; i++)
        {
            if (!services.Spares.TryHold()) return Sort(SocketError.TooManyOpenSockets);
            try
            {
                var client = await _socket.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _turns);
                start(client, Slot);
            }
            catch (SocketException e)
            {
                return Sort(e.SocketErrorCode);
            }
        }

        return null;
    }

    private AcceptFault Sort(SocketError error)
    {
        var cause = ConnectErrors.Describe(Bind.Address, error);
        return _rules.Follow(AcceptErrors.Classify(error), cause, _stop.IsCancellationRequested);
    }

    private async Task PauseAsync()
    {
        _isPaused = true;
        await Task.Delay(AcceptRules.PressurePause, services.Time, _stop.Token);
        _isPaused = false;
    }

    private void AcceptWaiting()
    {
        for (var left = AcceptRules.ClosingMax(_backlog); left > 0 && services.Spares.TryHold() && HasWaiting(); left--)
        {
            try
            {
                start(_socket.Accept(), Slot);
            }
            catch (SocketException e)
            {
                if (Sort(e.SocketErrorCode) != AcceptFault.Peer) return;
            }
        }
    }
}
