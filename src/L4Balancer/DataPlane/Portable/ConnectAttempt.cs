using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>A single connect to one backend, with a deadline. It can be abandoned from any thread.</summary>
/// <param name="client">The client whose address a transparent source has.</param>
/// <param name="question">What the backend is asked as a part of it (<see cref="TlsQuestion"/>); null is nothing.
/// </param>
internal sealed class ConnectAttempt(
    PortableServices services, BackendPicks picks, ClientAddress client, SessionEnd end, byte[]? question) : IDisposable
{
    private readonly (PoolView Pool, BackendView Backend) _to = (picks.Pool, picks.Backend!);
    private bool _isAsking;

    private readonly CancellationTokenSource _giveUp = CancellationTokenSource.CreateLinkedTokenSource(end.Token);

    /// <summary>The connection; null if there is none.</summary>
    public Socket? Connection { get; private set; }

    /// <summary>Why it failed; null if it succeeded or was abandoned.</summary>
    public ConnectFailure? Failure { get; private set; }

    /// <summary>The time from connect to connected.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>True when the connection is no longer wanted. Guarded by the session's lock.</summary>
    public bool IsAbandoned { get; private set; }

    public bool IsTo(string poolName, NetAddress address) =>
        _to.Pool.Config.Name == poolName && address.Equals(_to.Backend.Address);

    /// <summary>Called under the session's lock, while this is the session's attempt.</summary>
    public void Abandon()
    {
        IsAbandoned = true;

        // On another thread, because the continuations of the cancellation take the lock that the caller holds.
        ThreadPool.UnsafeQueueUserWorkItem(static attempt => attempt.GiveUp(), this, preferLocal: false);
    }

    public void Dispose() => _giveUp.Dispose();

    public async Task RunAsync()
    {
        var source = _to.Backend.Address.UnixPath is null ? BackendSource.Of(_to.Pool.Terms.Source) : null;
        var walk = source?.Begin(_to.Backend.Address.Ip!.AddressFamily == AddressFamily.InterNetworkV6) ?? default;
        do
        {
            if (walk.Cause is { } cause) services.SkipSource(_to.Pool.Config.Name, _to.Backend.Address, cause);
            walk = await TryAsync(source, walk);
        }
        while (Connection is null && walk is { Cause: not null, GoesOn: true });
    }

    /// <summary>A try with one socket.</summary>
    /// <returns>The walk; it goes on if another address of the source may do.</returns>
    private async Task<SourceWalk> TryAsync(BackendSource? source, SourceWalk walk)
    {
        Socket? socket = null;
        walk.Clear();
        try
        {
            socket = _to.Backend.Address.CreateSocket();
            services.Spares.Note(socket.Handle);
            if (source is null || source.TryPrepare(socket, client, ref walk))
            {
                await ConnectAsync(socket);
                return walk;
            }

            socket.Dispose();
            Failure = ConnectFailure.OfSource(walk.Cause!);
        }
        catch (OperationCanceledException)
        {
            // A connect that was abandoned, or that its session did not wait for, proves nothing about the backend.
            if (socket is not null) SocketOptions.CloseWithReset(socket);
            if (!end.HasCome && !IsAbandoned)
                Failure = _isAsking ? TlsQuestion.TooLate : FailureOf(SocketError.TimedOut);
        }
        catch (SocketException e)
        {
            if (source is not null && socket is not null && !_isAsking)
                source.FailConnect(e.SocketErrorCode, client, socket, ref walk);
            if (socket is not null) SocketOptions.CloseWithReset(socket);
            Failure = walk.Cause is { } cause ? ConnectFailure.OfSource(cause)
                : _isAsking ? TlsQuestion.NotAnswered : FailureOf(e.SocketErrorCode);
        }

        return walk;
    }

    private async Task ConnectAsync(Socket socket)
    {
        var tcp = _to.Pool.Terms.Tcp;
        SocketOptions.ApplyAtOnce(socket, tcp);
        var began = services.Time.GetTimestamp();
        await using (DeadlineOf(socket))
            await socket.ConnectAsync(_to.Backend.Address.ToEndPoint(), _giveUp.Token);
        if (ConnectErrors.IsSelfConnected(socket)) throw new SocketException((int)SocketError.ConnectionRefused);
        SocketOptions.ApplyToLasting(socket, tcp);
        Took = services.Time.GetElapsedTime(began);
        Failure = null;
        if (question is null || await HasTlsAsync(socket)) Connection = socket;
        else SocketOptions.CloseWithReset(socket);
    }

    private async Task<bool> HasTlsAsync(Socket socket)
    {
        _isAsking = true;
        await using var deadline = After(
            TimeSpan.FromTicks(Math.Max(0, (_to.Pool.Terms.Timeouts.Connect - Took).Ticks)), _giveUp.Cancel);
        await socket.SendAsync(question, _giveUp.Token);

        // One byte: those after it are for the client.
        var answer = new byte[1];
        var isAnswered = await socket.ReceiveAsync(answer, _giveUp.Token) > 0;
        Failure = isAnswered ? TlsQuestion.FailureOf(answer[0]) : TlsQuestion.NotAnswered;
        return Failure is null;
    }

    private void GiveUp()
    {
        try
        {
            _giveUp.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt has already ended.
        }
        catch (Exception e)
        {
            services.ReportBug(e);
        }
    }

    /// <summary>
    /// Gives up the connect at its deadline, unless it has already completed and only the report is outstanding.
    /// </summary>
    private ITimer DeadlineOf(Socket socket) => After(
        _to.Pool.Terms.Timeouts.Connect,
        () =>
        {
            if (!HasEnded(socket)) _giveUp.Cancel();
        });

    private ITimer After(TimeSpan time, Action action) =>
        services.Time.CreateTimer(static action => ((Action)action!)(), action, time, Timeout.InfiniteTimeSpan);

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

    private ConnectFailure FailureOf(SocketError error) => new(
        ConnectErrors.Describe(_to.Backend.Address, error),
        ConnectErrors.Classify(_to.Backend.Address, error) == ConnectFault.LocalShortage,
        error == SocketError.TooManyOpenSockets);
}
