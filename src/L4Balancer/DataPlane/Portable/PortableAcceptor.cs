using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>One listening socket and its accept loop. Control only, unless marked for any thread.</summary>
internal sealed class PortableAcceptor(
    PortableServices services, BindAddress bind, ListeningSocket listening, int backlog,
    Action<Socket, ListenerSlot> start)
{
    /// <summary>Accepts that may complete immediately before other sessions get their turn.</summary>
    private const int AcceptsPerTurn = 16;

    /// <summary>Pause between two checks of whether the loop is making progress.</summary>
    private static readonly TimeSpan CheckPause = TimeSpan.FromMilliseconds(10);

    private readonly AcceptRules _rules = new(services, bind);
    private CancellationTokenSource _halt = new();
    private Task? _loop; // Null before the start.
    private volatile ListenerSlot? _slot; // Read by the accept loop.
    private volatile int _backlog = backlog; // Read by the accept loop.
    private volatile bool _isStopping;
    private volatile bool _isShort; // Written by the accept loop only: it waits for resources.
    private long _turns; // Written by the accept loop only.

    public Socket Socket { get; } = listening.Socket;

    public void Become(ListenerSlot slot, int backlog)
    {
        _slot = slot;
        if (_backlog != backlog) Socket.Listen(_backlog = backlog);
    }

    public void Start() => _loop = AcceptLoopAsync(_halt.Token);

    /// <summary>See <see cref="IBoundAddress.PauseAsync"/>.</summary>
    public Task PauseAsync()
    {
        _halt.Cancel();
        return _loop ?? Task.CompletedTask;
    }

    public void GoOn()
    {
        if (Socket.SafeHandle.IsClosed) return; // A bug has ended the loop.
        _halt = new CancellationTokenSource();
        Start();
    }

    /// <summary>Closes the socket once the clients in its queue have been accepted.</summary>
    public async Task StopAsync()
    {
        listening.File?.Remove();
        _isStopping = true;
        await PauseAsync();
        if (!Socket.SafeHandle.IsClosed) await AcceptLoopAsync(_halt.Token); // It was paused.
    }

    /// <summary>Closes a socket that never accepted.</summary>
    public void Discard() => listening.Discard();

    /// <summary>
    /// True if the loop has nothing to do, pauses, or makes progress before the token is cancelled. A waiting client
    /// does not prove that the loop is stuck: it may have arrived this moment. Any thread.
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

    private bool IsAtRest() =>
        _isShort || _loop is not { } loop || _halt.IsCancellationRequested || (!loop.IsCompleted && !HasWaiting());

    /// <summary>True if clients are waiting in the kernel's queue.</summary>
    private bool HasWaiting()
    {
        try
        {
            return Socket.Poll(0, SelectMode.SelectRead);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task AcceptLoopAsync(CancellationToken halt)
    {
        var isPaused = false;
        try
        {
            if (!TryListen() || !await AcceptUntilAsync(halt)) return;
            isPaused = !_isStopping;
            if (!isPaused) AcceptWaiting();
        }
        catch (Exception e)
        {
            // Nothing more is accepted on this address, and nothing awaits this before the end of the engine.
            services.Counters.CountBug();
            services.Log.AcceptLoopBug(bind, e);
        }
        finally
        {
            if (!isPaused) listening.Close();
        }
    }

    private bool TryListen()
    {
        if (listening.TryListen(_backlog) is not { } error) return true;
        services.Log.AcceptFailed(bind, ConnectErrors.Describe(bind.Address, error));
        return false;
    }

    /// <summary>False if the socket failed for good.</summary>
    private async Task<bool> AcceptUntilAsync(CancellationToken halt)
    {
        try
        {
            while (!halt.IsCancellationRequested)
            {
                var fault = await AcceptSomeAsync(halt);
                if (fault == AcceptFault.Fatal) return false;
                if (fault == AcceptFault.Pressure) await WaitForResourcesAsync(halt);
                else await Task.Yield();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped or paused while waiting.
        }

        return true;
    }

    /// <summary>Accepts up to one turn's worth of clients; returns the fault if an accept failed.</summary>
    private async ValueTask<AcceptFault?> AcceptSomeAsync(CancellationToken halt)
    {
        for (var i = 0; i < AcceptsPerTurn; i++)
        {
            if (!services.Spares.TryHold()) return Sort(SocketError.TooManyOpenSockets);
            try
            {
                var client = await Socket.AcceptAsync(halt);
                Interlocked.Increment(ref _turns);
                start(client, _slot!);
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
        var cause = ConnectErrors.Describe(bind.Address, error);
        return _rules.Follow(AcceptErrors.Classify(error), cause, _halt.IsCancellationRequested);
    }

    private async Task WaitForResourcesAsync(CancellationToken halt)
    {
        _isShort = true;
        try
        {
            await Task.Delay(AcceptRules.PressurePause, services.Time, halt);
        }
        finally
        {
            _isShort = false;
        }
    }

    private void AcceptWaiting()
    {
        for (var left = AcceptRules.ClosingMax(_backlog); left > 0 && services.Spares.TryHold() && HasWaiting(); left--)
        {
            try
            {
                start(Socket.Accept(), _slot!);
            }
            catch (SocketException e)
            {
                if (Sort(e.SocketErrorCode) != AcceptFault.Peer) return;
            }
        }
    }
}
