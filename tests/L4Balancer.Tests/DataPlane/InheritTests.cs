using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// Listening sockets that go on in another engine: no client is refused or reset, not even one that waits in a queue
/// of the kernel.
/// </summary>
[TestFixtureSource(nameof(Pairs))]
[SupportedOSPlatform("linux")]
internal sealed class InheritTests(TestedEngine from, TestedEngine to) : BackendFixture
{
    private const int Clients = 40;

    private static IEnumerable<TestFixtureData> Pairs =>
        from a in new[] { TestedEngine.Native, TestedEngine.Portable }
        from b in new[] { TestedEngine.Native, TestedEngine.Portable }
        select new TestFixtureData(a, b);

    [Test]
    public async Task Clients_that_wait_in_the_queues_are_served_by_the_next_engine([Values(1, 2, 3)] int workers)
    {
        await using var old = await StartAsync(from, workers: 2);
        using var before = await old.OpenAsync(Backend);
        Moving.GoOnAccepting(old); // Changes nothing: it accepts.
        await Moving.PauseAcceptingAsync(old);
        using var waiting = new Sockets();
        for (var i = 0; i < Clients; i++) waiting.Add(await Loopback.ConnectAsync(old.Address));
        await using var next = await StartAsync(to, workers, old);
        Assert.That(next.Address, Is.EqualTo(old.Address));
        Assert.That(await next.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);
        Assert.That(next.Counters.Accepted, Is.Zero, "Not before it is told to.");
        Moving.GoOnAccepting(next);
        using var servers = new Sockets();
        for (var i = 0; i < Clients; i++) servers.Add(await Loopback.AcceptAsync(Backend));
        await Eventually.HoldsAsync(
            () => next.Balancer.Engine.ActiveSessions == Clients, () => $"all {Clients} are served here");
        using var later = await next.OpenAsync(Backend);
        await later.PingAsync();
        await before.PingAsync();
        Assert.That(old.Counters.Accepted, Is.EqualTo(1));
        Assert.That(await next.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);
        Assert.That(await old.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);
    }

    [Test]
    public async Task An_engine_that_paused_goes_on_with_those_that_wait()
    {
        await using var balancer = await StartAsync(from, workers: 2);
        for (var round = 0; round < 3; round++)
        {
            await Moving.PauseAcceptingAsync(balancer);
            using var client = await Loopback.ConnectAsync(balancer.Address);
            Assert.That(balancer.Counters.Accepted, Is.EqualTo(round));
            Moving.GoOnAccepting(balancer);
            using var server = await Loopback.AcceptAsync(Backend);
            await new RelayedSession(client, server).PingAsync();
        }

        await Moving.PauseAcceptingAsync(balancer);
        using var last = await Loopback.ConnectAsync(balancer.Address);
        await balancer.Balancer.Engine.StopAcceptingAsync();
        using var served = await Loopback.AcceptAsync(Backend);
        await new RelayedSession(last, served).PingAsync();
    }

    [Test]
    public async Task A_unix_socket_keeps_its_file()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("l.sock");
        await using var old = await StartAsync(from, workers: 2, path: path);
        await Moving.PauseAcceptingAsync(old);
        using var waiting = await Loopback.ConnectAsync(old.Address);
        await using (var next = await StartAsync(to, workers: 2, old, path))
        {
            Moving.GoOnAccepting(next);
            using var server = await Loopback.AcceptAsync(Backend);
            await new RelayedSession(waiting, server).PingAsync();
            using var later = await next.OpenAsync(Backend);
            await later.PingAsync();
        }

        Assert.That(File.Exists(path), Is.False, "The one that has it last removes it.");
    }

    [Test]
    public async Task An_engine_that_ends_before_it_accepts_leaves_the_sockets_as_they_are([Values] bool isUnix)
    {
        using var folder = new TempFolder();
        var path = isUnix ? folder.PathOf("l.sock") : null;
        await using var old = await StartAsync(from, workers: 2, path: path);
        await using (var next = await StartAsync(to, workers: 2, old, path)) Assert.That(next.Address, Is.Not.Null);
        using var later = await old.OpenAsync(Backend);
        await later.PingAsync();
    }

    [Test]
    public async Task Sockets_that_are_not_configured_any_more_are_closed()
    {
        await using var old = await StartAsync(from, workers: 2);
        var elsewhere = new BindAddress(NetAddress.FromIp(IPAddress.Loopback, 1), IsDualStack: false);
        var inherited = Moving.ListenersOf(old)[0] with { Bind = elsewhere };
        await using var next = await RunningBalancer.StartAsync(
            to, [Loopback.AddressOf(Backend)], options: o => o with { Inherited = [inherited] });
        Assert.That(inherited.Sockets, Has.All.Property("IsClosed").True);
        Moving.GoOnAccepting(next);
        using var later = await next.OpenAsync(Backend);
        await later.PingAsync();
    }

    private Task<RunningBalancer> StartAsync(
        TestedEngine engine, int workers, RunningBalancer? heir = null, string? path = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)],
            listener: l => path is null ? l : l with { Bind = [new(NetAddress.FromUnix(path), IsDualStack: false)] },
            config: c => c with { Workers = workers },
            options: o => heir is null ? o : o with { Inherited = Moving.ListenersOf(heir) });

    private sealed class Sockets : List<Socket>, IDisposable
    {
        public void Dispose() => ForEach(socket => socket.Dispose());
    }
}
