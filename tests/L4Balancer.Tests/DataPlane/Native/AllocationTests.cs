using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using L4Balancer.Tests.Support;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>
/// The allocations of the engine at work. Both ends are bare descriptors driven by this thread, so that everything the
/// process allocates is the engine's.
/// </summary>
[Platform("Linux"), SupportedOSPlatform("linux"), NonParallelizable]
internal sealed class AllocationTests
{
    /// <summary>
    /// The most that the rest of the process may allocate meanwhile: timers, the log, the test runner. It can only add.
    /// </summary>
    private const long NoiseMax = 64 * 1024;

    private const int Sessions = 5000;

    private readonly byte[] _byte = new byte[1];
    private SocketAddress _address = null!;
    private int _listener;
    private int _client;
    private int _server;

    [SetUp]
    public void Listen() => _listener = ListeningSockets.Listen(LocalAddress(0), backlog: 1000).OrThrow("listen").Count;

    [TearDown]
    public void Close()
    {
        foreach (var fd in (int[])[_client, _server, _listener]) StreamSockets.Close(fd);
    }

    // One object in ten chunks would be seen.
    [TestCase(RelayKind.Copy, 64, 30_000)]
    [TestCase(RelayKind.Splice, 64, 30_000)]
    [TestCase(RelayKind.Adaptive, 64, 30_000)]
    [TestCase(RelayKind.Adaptive, 32_768, 30_000)]
    public async Task Chunks_cost_no_allocation(RelayKind relay, int size, int chunks)
    {
        await using var balancer = await StartAsync(relay);
        Open();
        var buffer = new byte[size];
        for (var i = 0; i < 2000; i++) PassOn(buffer);
        // Otherwise earlier allocations may trigger a collection that has nothing to do with the chunks.
        GC.Collect();
        var collections = GC.CollectionCount(0);
        var bytes = Allocated.ByProcess(() =>
        {
            for (var i = 0; i < chunks; i++) PassOn(buffer);
        });
        await TestContext.Out.WriteLineAsync($"{bytes} bytes for {chunks} chunks of {size} bytes.");
        Assert.That(bytes, Is.LessThan(NoiseMax));
        Assert.That(GC.CollectionCount(0), Is.EqualTo(collections));
    }

    /// <summary>The cost of handing it to another loop, and nothing that grows with its lifetime.</summary>
    [Test]
    public async Task A_session_costs_a_handful_of_allocations()
    {
        await using var balancer = await StartAsync(RelayKind.Adaptive);
        Assert.That(await BytesPerSessionAsync(balancer), Is.LessThan(256));
    }

    /// <summary>On one loop, so that no session is handed on.</summary>
    [Test]
    public async Task A_session_that_is_told_of_costs_no_allocation()
    {
        var observer = new CountingObserver();
        await using var balancer = await StartAsync(RelayKind.Adaptive, observer, workers: 1);
        Assert.That(await BytesPerSessionAsync(balancer), Is.LessThan(NoiseMax / Sessions));
        Assert.That(observer.Count, Is.EqualTo(2 * balancer.Counters.Accepted));
        Assert.That(observer.Count, Is.GreaterThanOrEqualTo(2 * Allocated.Attempts * Sessions));
    }

    private async Task<long> BytesPerSessionAsync(RunningBalancer balancer)
    {
        for (var i = 0; i < 200; i++) UseOnce();
        await balancer.NothingLeftAsync();
        var bytes = Allocated.ByProcess(() =>
        {
            for (var i = 0; i < Sessions; i++) UseOnce();
        }) / Sessions;
        await TestContext.Out.WriteLineAsync($"{bytes} bytes per session.");
        await balancer.NothingLeftAsync();
        return bytes;
    }

    private async Task<RunningBalancer> StartAsync(
        RelayKind relay, ISessionObserver? observer = null, int workers = 2)
    {
        var balancer = await RunningBalancer.StartAsync(
            new TestedEngine(EngineKind.Native, relay),
            [NetAddress.FromIp(System.Net.IPAddress.Loopback, ListeningSockets.PortOf(_listener))],
            config: config => config with { Workers = workers },
            options: options => Children.ChildProgram.Quiet(options) with
            {
                Observer = observer ?? NullSessionObserver.Instance,
            });
        _address = LocalAddress(balancer.Address.Port);
        return balancer;
    }

    private void UseOnce()
    {
        Open();
        PassOn(_byte);
        StreamSockets.Close(_client);
        StreamSockets.Close(_server);
    }

    private void Open()
    {
        _client = StreamSockets.Create(_address).OrThrow("socket").Count;
        StreamSockets.Connect(_client, _address);
        SysResult accepted;
        do accepted = ListeningSockets.Accept(_listener, out _);
        while (accepted.Errno == Errno.EAGAIN);
        _server = accepted.OrThrow("accept").Count;
    }

    /// <summary>Sends from the client to the server, and waits for every byte.</summary>
    private void PassOn(byte[] buffer)
    {
        for (var (sent, received) = (0, 0); received < buffer.Length;)
        {
            if (sent < buffer.Length) sent += Count(StreamSockets.Send(_client, buffer.AsSpan(sent)));
            received += Count(StreamSockets.Receive(_server, buffer.AsSpan(0, buffer.Length - received)));
        }
    }

    private static int Count(SysResult result) =>
        result.Errno == Errno.EAGAIN ? 0 : result.OrThrow("relay").Count;

    private static SocketAddress LocalAddress(int port) => SocketAddress.Of(System.Net.IPAddress.Loopback, port);

    private sealed class CountingObserver : ISessionObserver
    {
        private long _count;

        public long Count => Volatile.Read(ref _count);

        public long RunningInterval => 60_000;

        public bool Wants(SessionMoment moment) => true;

        public void Observe(in SessionRecord record) => Interlocked.Increment(ref _count);
    }
}
