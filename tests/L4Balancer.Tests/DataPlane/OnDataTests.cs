using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary><c>connect: on-data</c>: no backend is connected before the client has said something.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class OnDataTests(TestedEngine engine) : BackendFixture
{
    [Test]
    public async Task A_client_is_connected_with_its_first_byte()
    {
        await using var balancer = await StartAsync(TimeSpan.FromMinutes(5));
        using var silent = await Loopback.ConnectAsync(balancer.Address);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("h");
        using var server = await Loopback.AcceptAsync(Backend);
        await client.SendAsync("ello");
        Assert.That(await server.ReadAsync(5), Is.EqualTo("hello"));
        await new RelayedSession(client, server).PingAsync();
        Assert.That(balancer.Pool.Counters.Active, Is.EqualTo(1), "The silent one takes no place.");
        Assert.That(Backend.Poll(0, SelectMode.SelectRead), Is.False);
    }

    [Test]
    public async Task A_silent_client_is_refused()
    {
        await using var balancer = await StartAsync(TimeSpan.FromMilliseconds(100));
        await balancer.RefusesAsync(CloseReason.RefusedSilent);
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_client_that_leaves_without_a_byte_needs_no_backend()
    {
        await using var balancer = await StartAsync(TimeSpan.FromMinutes(5));
        using var client = await Loopback.ConnectAsync(balancer.Address);
        client.Shutdown(SocketShutdown.Send);
        await client.ReadToEndAsync();
        await balancer.EndedAsync(CloseReason.ClientGone);
        Assert.That(Backend.Poll(0, SelectMode.SelectRead), Is.False);
    }

    [Test]
    public async Task A_client_that_sends_all_at_once_and_ends_is_served()
    {
        await using var balancer = await StartAsync(TimeSpan.FromMinutes(5));
        var sent = new byte[300_000];
        new Random(1).NextBytes(sent);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        var sending = client.SendAsync(sent);
        using var server = await Loopback.AcceptAsync(Backend);
        var received = server.ReadToEndAsync();
        await sending;
        client.Shutdown(SocketShutdown.Send);
        Assert.That((await received).Bytes.AsSpan().SequenceEqual(sent), Is.True);
    }

    private Task<RunningBalancer> StartAsync(TimeSpan firstByte) => RunningBalancer.StartAsync(
        engine, [Loopback.AddressOf(Backend)],
        listener: l => l with { Connect = ConnectMoment.OnData, FirstByteTimeout = firstByte });
}
