using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class HalfCloseTests(EngineKind engine)
{
    [Test]
    public async Task A_client_that_ends_its_direction_still_gets_the_whole_answer()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("request");
        client.Shutdown(SocketShutdown.Send);
        using var server = await Loopback.AcceptAsync(backend);
        var (request, end) = await server.ReadToEndAsync();
        Assert.That((request.Length, end), Is.EqualTo((7, StreamEnd.Fin)));
        await server.SendAsync("the answer");
        server.Shutdown(SocketShutdown.Send);
        var (answer, answerEnd) = await client.ReadToEndAsync();
        Assert.That((answer.Length, answerEnd), Is.EqualTo((10, StreamEnd.Fin)));
        await balancer.EndedAsync(CloseReason.ClientClosed);
    }

    [Test]
    public async Task A_reset_of_the_client_reaches_the_backend_as_a_reset_after_the_bytes_before_it()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("last words");
        using var server = await Loopback.AcceptAsync(backend);
        Assert.That(await server.ReadAsync(4), Is.EqualTo("last"));
        client.Reset();
        var (rest, end) = await server.ReadToEndAsync();
        Assert.That((rest.Length, end), Is.EqualTo((6, StreamEnd.Reset)));
        await balancer.EndedAsync(CloseReason.ClientReset);
    }

    [Test]
    public async Task A_reset_of_the_backend_reaches_the_client_as_a_reset_after_the_bytes_before_it()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        using var server = await Loopback.AcceptAsync(backend);
        await server.SendAsync("last words");
        Assert.That(await client.ReadAsync(4), Is.EqualTo("last"));
        server.Reset();
        var (rest, end) = await client.ReadToEndAsync();
        Assert.That((rest.Length, end), Is.EqualTo((6, StreamEnd.Reset)));
        await balancer.EndedAsync(CloseReason.BackendReset);
    }
}
