using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A session in each phase, ended in every possible way: it ends with the right reason, its peers see it, and nothing
/// that it held is left behind.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class PhaseTests(TestedEngine engine)
{
    private static readonly SessionPhase[] All =
    [
        SessionPhase.Preread, SessionPhase.Waiting, SessionPhase.Connecting, SessionPhase.Relaying,
        SessionPhase.HalfClosed,
    ];

    private static readonly SessionPhase[] Connected = [SessionPhase.Relaying, SessionPhase.HalfClosed];

    [TestCaseSource(nameof(All))]
    public async Task A_client_that_resets_ends_it(SessionPhase phase)
    {
        await using var session = await SessionInPhase.StartAsync(engine, phase);
        session.Client.Reset();
        await session.Balancer.EndedAsync(session.Server is null ? CloseReason.ClientGone : CloseReason.ClientReset);
        if (session.Server is not null) await IsGoneAsync(session.Server);
        await session.NothingLeftAsync();
    }

    [TestCaseSource(nameof(All))]
    public async Task An_operator_can_close_it(SessionPhase phase)
    {
        await using var session = await SessionInPhase.StartAsync(engine, phase);
        var isClosed = await session.Balancer.Balancer.Engine.CloseSessionAsync(
            session.Id, CloseReason.OperatorClosed, Loopback.Deadline);
        Assert.That(isClosed, Is.True);
        await IsOverAsync(session, CloseReason.OperatorClosed);
    }

    [TestCaseSource(nameof(All))]
    public async Task The_end_of_all_sessions_ends_it(SessionPhase phase)
    {
        await using var session = await SessionInPhase.StartAsync(engine, phase);
        session.Balancer.Balancer.Engine.EndAllSessions(CloseReason.Shutdown);
        await IsOverAsync(session, CloseReason.Shutdown);
    }

    [TestCase(SessionPhase.Preread, CloseReason.ClientGone)]
    [TestCase(SessionPhase.Waiting, CloseReason.RefusedQueueTimeout)]
    [TestCase(SessionPhase.Connecting, CloseReason.RefusedConnectFailed)]
    [TestCase(SessionPhase.Relaying, CloseReason.MaxAge)]
    [TestCase(SessionPhase.HalfClosed, CloseReason.HalfClosedIdle)]
    public async Task Its_timeout_ends_it(SessionPhase phase, CloseReason reason)
    {
        var time = new ManualTime();
        await using var session = await SessionInPhase.StartAsync(engine, phase, o => o with { Time = time });
        await session.Balancer.PassUntilEndedAsync(time, SessionInPhase.Timeout, reason);
        await IsOverAsync(session, reason);
    }

    [TestCaseSource(nameof(Connected))]
    public async Task A_backend_that_resets_ends_it(SessionPhase phase)
    {
        await using var session = await SessionInPhase.StartAsync(engine, phase);
        session.Server!.Reset();
        await IsOverAsync(session, CloseReason.BackendReset, isServerAlive: false);
    }

    [TestCaseSource(nameof(Connected))]
    public async Task A_backend_that_goes_down_ends_it(SessionPhase phase)
    {
        await using var session = await SessionInPhase.StartAsync(engine, phase);
        session.Balancer.Balancer.Engine.EndSessions("pool", session.Backend, CloseReason.BackendDown);
        await IsOverAsync(session, CloseReason.BackendDown);
    }

    [TestCaseSource(nameof(Connected))]
    public async Task Two_ends_in_order_end_it_in_order(SessionPhase phase)
    {
        await using var session = await SessionInPhase.StartAsync(engine, phase);
        session.Server!.Shutdown(SocketShutdown.Send);
        Assert.That((await session.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        if (phase == SessionPhase.Relaying) session.Client.Shutdown(SocketShutdown.Send);
        await session.Balancer.EndedAsync(
            phase == SessionPhase.Relaying ? CloseReason.BackendClosed : CloseReason.ClientClosed);
        await session.NothingLeftAsync();
    }

    private static async Task IsOverAsync(SessionInPhase session, CloseReason reason, bool isServerAlive = true)
    {
        await session.Balancer.EndedAsync(reason);
        await IsResetAsync(session.Client);
        if (session.Server is not null && isServerAlive) await IsGoneAsync(session.Server);
        await session.NothingLeftAsync();
    }

    /// <summary>After a FIN a read no longer reports a reset; the state of the connection does.</summary>
    private static Task IsGoneAsync(Socket socket) =>
        Eventually.HoldsAsync(() => socket.Poll(0, SelectMode.SelectError), () => "the connection was reset");

    private static async Task IsResetAsync(Socket socket) =>
        Assert.That((await socket.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
}
