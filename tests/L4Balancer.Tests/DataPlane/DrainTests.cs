using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// Stopping: no new clients, running sessions finish, and those that outlive the grace period are ended.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class DrainTests(TestedEngine engine) : OneBackendFixture(engine)
{
    [Test]
    public async Task A_balancer_that_stops_accepting_refuses_new_clients_and_relays_for_the_others()
    {
        using var session = await Running.OpenAsync(Backend);
        var address = Running.Address;
        await Running.Balancer.Engine.StopAcceptingAsync();
        Assert.That(Running.Balancer.Engine.Bound, Is.Empty);
        Assert.That(
            async () => await Loopback.ConnectAsync(address),
            Throws.TypeOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode))
                .EqualTo(SocketError.ConnectionRefused));
        await session.PingAsync();
        var over = Running.Balancer.Engine.WaitForSessionsAsync(Loopback.Deadline);
        Assert.That(over.IsCompleted, Is.False);
        session.Dispose();
        await over;
        Assert.That(Running.Balancer.Engine.ActiveSessions, Is.Zero);
    }

    [Test]
    public async Task A_drain_ends_when_the_last_session_does()
    {
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        var drain = Running.Balancer.DrainAsync(TimeSpan.FromMinutes(10), CancellationToken.None);
        await session.PingAsync();
        Assert.That(drain.IsCompleted, Is.False);
        session.Dispose();
        Assert.That(await drain, Is.Zero);
        Assert.That(Running.Counters.Ended(CloseReason.Shutdown), Is.Zero);
    }

    [Test]
    public async Task What_outlives_the_grace_is_ended_with_a_reason()
    {
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        Assert.That(await Running.Balancer.DrainAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None),
            Is.EqualTo(1));
        Assert.That((await session.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That((await session.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That(Running.Counters.Ended(CloseReason.Shutdown), Is.EqualTo(1));
        await Running.NothingLeftAsync();
    }

    [Test]
    public async Task A_second_stop_ends_the_drain_at_once()
    {
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        using var atOnce = new CancellationTokenSource();
        var drain = Running.Balancer.DrainAsync(TimeSpan.FromHours(1), atOnce.Token);
        await session.PingAsync();
        await atOnce.CancelAsync();
        Assert.That(await drain, Is.EqualTo(1));
    }

    [Test]
    public async Task Clients_who_wait_in_the_queue_when_the_stop_comes_are_accepted_and_drained()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Loopback.ConnectAsync(Running.Address)));
        var drain = Running.Balancer.DrainAsync(TimeSpan.FromHours(1), CancellationToken.None);
        for (var i = 0; i < clients.Length; i++) (await Loopback.AcceptAsync(Backend)).Dispose();
        foreach (var client in clients)
        {
            Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
            client.Dispose();
        }

        Assert.That(await drain, Is.Zero);
        Assert.That(Running.Counters.Accepted, Is.EqualTo(50));
    }

    [Test]
    public async Task A_stop_at_once_in_the_middle_of_everything_ends_every_session()
    {
        using var stop = new CancellationTokenSource();
        var clients = new List<Socket>();
        for (var i = 0; i < 50; i++) clients.Add(await Loopback.ConnectAsync(Running.Address));
        await stop.CancelAsync();
        await Running.Balancer.DrainAsync(TimeSpan.FromHours(1), stop.Token).WaitAsync(Loopback.Deadline);
        await Running.NothingLeftAsync();
        Assert.That(Running.Counters.EndedTotal, Is.EqualTo(50));
        foreach (var client in clients) client.Dispose();
    }

    [Test]
    public async Task A_reload_does_not_open_listeners_after_the_stop()
    {
        await Running.Balancer.DrainAsync(TimeSpan.Zero, CancellationToken.None);
        await Running.ReloadAsync(RunningBalancer.Config(Engine, [Loopback.AddressOf(Backend)]));
        Assert.That(Running.Balancer.Engine.Bound, Is.Empty);
    }
}
