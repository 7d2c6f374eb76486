using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Connects a session to a backend: pick, connect, and on failure pick another at once; when the whole tier failed,
/// wait for the failover. No byte of the client has been read before it is done, so a retry loses nothing: what the
/// client sent early waits in the kernel.
/// </summary>
internal sealed class BackendConnector(PortableServices services, PoolView pool, SessionEnd end)
{
    private enum Attempt
    {
        Connected,
        BackendFailed,
        LocalShortage,
    }

    /// <summary>
    /// The pool as the session sees it: of the table that it read, or of the failover that it waited for.
    /// </summary>
    public PoolView Pool { get; private set; } = pool;

    /// <summary>
    /// The backend whose place the session holds; it must be released to the pool at the end of the session.
    /// </summary>
    public BackendView? Backend { get; private set; }

    /// <summary>The connection, when <see cref="ConnectAsync"/> gave <see cref="CloseReason.None"/>.</summary>
    public Socket? Connection { get; private set; }

    /// <summary>Connects that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>The backend whose connect failed last; null when none did.</summary>
    public NetAddress? LastTried { get; private set; }

    /// <summary>From connect to connected, microseconds; -1 when it was not.</summary>
    public long ConnectMicroseconds { get; private set; } = -1;

    /// <summary>None when connected; else why the client is refused, or how the session ended meanwhile.</summary>
    public async Task<CloseReason> ConnectAsync(ClientAddress client)
    {
        while (true)
        {
            var reason = await ConnectInTierAsync(client);
            if (reason != CloseReason.RefusedConnectFailed) return reason;
            if (await FailoverWait.ForAsync(services, Pool, end) is not { } next) return reason;
            Pool = next;
            SessionAccounts.CountRetry(services.Counters, Pool);
        }
    }

    private async Task<CloseReason> ConnectInTierAsync(ClientAddress client)
    {
        var context = new PickContext(ClientHash.Of(client), services.NextSeed());
        var failure = CloseReason.RefusedConnectFailed;
        for (var retries = 0; ; retries++)
        {
            // The first connect was allowed for when the client was accepted.
            if (Failures > 0 && !services.Spares.TryHold()) return CloseReason.RefusedLocalShortage;
            var result = Pool.TryPick(ref context, out var backend);
            if (result != PickResult.Picked) return retries == 0 ? Refusal(result) : failure;
            if (retries > 0) SessionAccounts.CountRetry(services.Counters, Pool);

            Backend = backend!;
            var attempt = await TryConnectAsync(backend!);
            if (attempt == Attempt.Connected) return CloseReason.None;
            Pool.Release(backend!);
            Backend = null;
            if (end.HasCome) return await end.Reason;
            failure = attempt == Attempt.LocalShortage
                ? CloseReason.RefusedLocalShortage
                : CloseReason.RefusedConnectFailed;
            if (retries >= Pool.Retries) return failure;
        }
    }

    private static CloseReason Refusal(PickResult result) =>
        result == PickResult.NoneEligible ? CloseReason.RefusedNoneEligible : CloseReason.RefusedAllFull;

    private async Task<Attempt> TryConnectAsync(BackendView backend)
    {
        Socket? socket = null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        try
        {
            socket = backend.Address.CreateSocket();
            services.Spares.Note(socket.Handle);
            await using var deadline = DeadlineOf(socket, either);
            var began = services.Time.GetTimestamp();
            await socket.ConnectAsync(backend.Address.ToEndPoint(), either.Token);
            if (ConnectErrors.IsSelfConnected(socket)) throw new SocketException((int)SocketError.ConnectionRefused);
            SocketOptions.Apply(socket, Pool.Config.Tcp);
            ConnectMicroseconds = (long)services.Time.GetElapsedTime(began).TotalMicroseconds;
            backend.Counters.CountConnectSuccess(ConnectMicroseconds);
            Connection = socket;
            return Attempt.Connected;
        }
        catch (OperationCanceledException)
        {
            // A session that was ended while it connected says nothing about the backend.
            if (socket is not null) SocketOptions.CloseWithReset(socket);
            return end.HasCome ? Attempt.BackendFailed : Failed(backend, SocketError.TimedOut);
        }
        catch (SocketException e)
        {
            if (socket is not null) SocketOptions.CloseWithReset(socket);
            return Failed(backend, e.SocketErrorCode);
        }
    }

    /// <summary>Gives the connect up at its deadline, unless it has an end by then that was only not told yet.
    /// </summary>
    private ITimer DeadlineOf(Socket socket, CancellationTokenSource giveUp) => services.Time.CreateTimer(
        _ =>
        {
            if (!HasEnded(socket)) giveUp.Cancel();
        },
        null, Pool.Config.Timeouts.Connect, Timeout.InfiniteTimeSpan);

    private static bool HasEnded(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectWrite);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    private Attempt Failed(BackendView backend, SocketError error)
    {
        (Failures, LastTried) = (Failures + 1, backend.Address);
        var cause = ConnectErrors.Describe(backend.Address, error);
        if (ConnectErrors.Classify(backend.Address, error) == ConnectFault.LocalShortage)
        {
            if (error == SocketError.TooManyOpenSockets) services.Spares.LetGo();
            if (services.ShortagePace.MayLog()) services.Log.LocalShortage(Pool.Config.Name, backend.Address, cause);
            return Attempt.LocalShortage;
        }

        services.Log.ConnectAttemptFailed(Pool.Config.Name, backend.Address, cause);
        var inRow = backend.Counters.CountConnectFailure();
        services.Signals.Signal(new ConnectFailed(Pool.Config.Name, backend.Address, inRow, cause));
        return Attempt.BackendFailed;
    }
}
