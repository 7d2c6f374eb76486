using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Ending the sessions that suit best.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class RebalanceTests(TestedEngine engine)
{
    private Socket _one = null!;

    [SetUp]
    public void Listen() => _one = Loopback.Listen();

    [TearDown]
    public void Close() => _one.Dispose();

    [Test]
    public async Task The_sessions_that_have_been_idle_longest_end_first_and_no_more_than_asked()
    {
        // Moved only by this test, and not while it pings.
        var time = new ManualTime();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(_one)], options: o => o with { Time = time });
        using var first = await balancer.OpenAsync(_one);
        using var second = await balancer.OpenAsync(_one);
        using var third = await balancer.OpenAsync(_one);
        await second.PingAsync();
        var filter = new SessionFilter
        {
            Pool = "pool",
            Backend = Loopback.AddressOf(_one),
            IdleMin = TimeSpan.FromMilliseconds(50),
            Rank = SessionRank.Idle,
            Limit = 1,
        };
        var ended = 0;
        while (ended == 0)
        {
            await first.PingAsync();
            await third.PingAsync();
            await balancer.PassAsync(time, filter.IdleMin / 5);
            ended = await balancer.Balancer.Engine.EndSessionsAsync(
                filter, CloseReason.Rebalanced, Loopback.Deadline);
        }

        Assert.That(ended, Is.EqualTo(1));
        Assert.That((await second.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That((await second.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await balancer.EndedAsync(CloseReason.Rebalanced);
        await first.PingAsync();
        await third.PingAsync();
    }

    [Test]
    public async Task Sessions_that_do_not_match_go_on()
    {
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(_one)]);
        using var session = await balancer.OpenAsync(_one);
        await session.PingAsync();
        var filter = new SessionFilter { Pool = "pool", Backend = Loopback.AddressOf(_one) };
        SessionFilter[] others =
        [
            filter with { AgeMin = TimeSpan.FromHours(1) }, filter with { IdleMin = TimeSpan.FromHours(1) },
            filter with { Rest = SessionRest.Idle }, filter with { Pool = "other" }, filter with { Limit = 0 },
        ];
        foreach (var other in others)
        {
            var ended = await balancer.Balancer.Engine.EndSessionsAsync(
                other, CloseReason.Rebalanced, Loopback.Deadline);
            Assert.That(ended, Is.Zero);
        }

        await session.PingAsync();
    }
}
