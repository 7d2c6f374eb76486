using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// Sessions that leave an engine and arrive in one, of either kind: their peers do not notice, and they are counted
/// there as if they had begun there.
/// </summary>
[TestFixtureSource(nameof(Pairs))]
[SupportedOSPlatform("linux")]
internal sealed class ArriveTests(TestedEngine from, TestedEngine to) : BackendFixture
{
    private static IEnumerable<TestFixtureData> Pairs =>
        from a in Engines.All
        from b in Engines.All
        select new TestFixtureData(a.Arguments[0], b.Arguments[0]);

    [Test]
    public async Task A_session_goes_on_where_it_was([Values] bool isHalfClosed)
    {
        await using var old = await StartAsync(from);
        await using var next = await StartAsync(to);
        using var session = await old.OpenAsync(Backend);
        await session.PingAsync();
        if (isHalfClosed)
        {
            session.Client.Shutdown(SocketShutdown.Send);
            await session.Server.ReadToEndAsync();
        }

        await Moving.AllAsync(old, next);
        await Eventually.HoldsAsync(
            () => old.Balancer.Engine.ActiveSessions == 0 && next.Balancer.Engine.ActiveSessions == 1,
            () => "one has left, and one has arrived");
        await old.NothingLeftAsync();
        Assert.That((next.Backend(Backend).Counters.Active, next.Pool.Counters.Active), Is.EqualTo((1, 1)));
        Assert.That(next.Backend(Backend).Counters.Picks, Is.Zero, "It was not picked here.");
        Assert.That(next.Balancer.Engine.Listeners.Single().Active, Is.EqualTo(1));

        Assert.That(await old.Balancer.DrainAsync(Loopback.Patience, CancellationToken.None), Is.Zero);
        if (!isHalfClosed) await session.PingAsync();
        await session.Server.SendAsync("more");
        Assert.That(await session.Client.ReadAsync(4), Is.EqualTo("more"));
        session.Server.Shutdown(SocketShutdown.Send);
        Assert.That((await session.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        if (!isHalfClosed) session.Client.Shutdown(SocketShutdown.Send);
        await next.EndedAsync(isHalfClosed ? CloseReason.ClientClosed : CloseReason.BackendClosed);
        await next.NothingLeftAsync();
        Assert.That(old.Counters.EndedTotal + old.Counters.Bugs + next.Counters.Bugs, Is.Zero);
    }

    [Test]
    public async Task No_byte_is_lost_or_repeated_by_a_session_that_goes_to_and_fro_while_bytes_flow()
    {
        const int Bytes = 24 * 1024 * 1024;
        await using var one = await StartAsync(from);
        await using var other = await StartAsync(to);
        using var session = await one.OpenAsync(Backend);
        await session.PingAsync();
        var seed = Seeds.Next();
        var up = StreamCheck.RunAsync(session.Client, session.Server, Bytes, seed);
        var down = StreamCheck.RunAsync(session.Server, session.Client, Bytes, seed + 1);
        var (at, next) = (one, other);
        var moves = 0;
        while (moves < 200 && !(up.IsCompleted && down.IsCompleted))
        {
            Assert.That(await Moving.AllAsync(at, next), Is.EqualTo(1));
            moves++;
            (at, next) = (next, at);
        }

        await Task.WhenAll(up, down);
        TestContext.Out.WriteLine($"{moves} moves");
        Assert.That(moves, Is.GreaterThan(1));
        Assert.That(one.Counters.Bugs + other.Counters.Bugs, Is.Zero);
        await session.PingAsync();
    }

    private Task<RunningBalancer> StartAsync(TestedEngine engine) =>
        RunningBalancer.StartAsync(engine, [Loopback.AddressOf(Backend)]);
}
