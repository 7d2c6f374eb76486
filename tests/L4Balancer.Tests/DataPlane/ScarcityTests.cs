using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Hosting;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>A machine that is short of something: the balancer says so, waits, blames no backend, and recovers by itself.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
[Platform("Linux")]
internal sealed class ScarcityTests(EngineKind engine)
{
    /// <summary>The runtime itself takes well over a hundred.</summary>
    private const int OpenFilesMax = 300;

    private static readonly int SessionsMax = SessionLimit.Of(OpenFilesMax);

    private Socket _backend = null!;
    private CancellationTokenSource _stop = null!;
    private Task _serving = null!;

    [SetUp]
    public void Serve()
    {
        _backend = Loopback.Listen(backlog: 1000);
        _stop = new CancellationTokenSource();
        _serving = EchoServer.RunAsync(_backend, _stop.Token);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _backend.Dispose();
        _stop.Dispose();
    }

    [Test]
    public async Task With_no_file_descriptor_left_a_client_waits_and_is_served_when_there_is_one()
    {
        using var child = StartWithFewFiles();
        var address = await AddressOfAsync(child);
        await PingAsync(address);
        await WaitAsync(child, told => told["active"] == "0");
        await child.AskAsync("take", "told");
        using var client = await Loopback.ConnectAsync(address);
        await client.SendAsync("ping");
        await NotSpinningAsync(child);
        Assert.That(client.Available, Is.Zero);
        await child.AskAsync("give", "told");
        Assert.That(await client.ReadAsync(4), Is.EqualTo("ping"));
    }

    [Test]
    public async Task Clients_beyond_what_the_files_allow_are_refused_and_the_process_lives_on()
    {
        using var child = StartWithFewFiles();
        var address = await AddressOfAsync(child);
        var clients = new List<Socket?>();
        for (var i = 0; i < OpenFilesMax; i++) clients.Add(await Loopback.TryConnectAsync(address));
        var refused = OpenFilesMax - SessionsMax;
        await WaitAsync(child, told => int.Parse(told["refused"]) == refused && int.Parse(told["active"]) == SessionsMax);
        foreach (var client in clients) client?.Dispose();
        await WaitAsync(child, told => told["active"] == "0");
        await PingAsync(address);
        var after = await child.AskAsync("?", "told");
        Assert.That((after["pauses"], after["blamed"], after["bugs"]), Is.EqualTo(("0", "0", "0")));
    }

    [Test]
    public async Task With_no_local_port_left_a_client_is_refused_and_no_backend_is_blamed()
    {
        var told = await ChildProcess.RunScenarioAsync("unshare --net", "out-of-ports", engine);
        Assert.That(told, Is.EqualTo(new Dictionary<string, string> { ["blamed"] = "0", ["served-again"] = "True" }));
    }

    [Test]
    public async Task A_peer_whose_machine_is_gone_is_noticed_with_and_without_bytes_on_their_way()
    {
        var told = await ChildProcess.RunScenarioAsync("unshare --net", "dead-peer", engine);
        Assert.That(
            told, Is.EqualTo(new Dictionary<string, string> { ["idle-backend-sees"] = "Reset", ["answering-backend-sees"] = "Reset" }));
    }

    private ChildProcess StartWithFewFiles() => ChildProcess.StartScenario(
        $"prlimit --nofile={OpenFilesMax}:{OpenFilesMax}", "serve", engine, $"{((IPEndPoint)_backend.LocalEndPoint!).Port}", $"{SessionsMax}");

    private static async Task<NetAddress> AddressOfAsync(ChildProcess child) =>
        NetAddress.FromIp(IPAddress.Loopback, int.Parse((await child.AskAsync(null, "port"))["port"]));

    /// <summary>It pauses for 100 ms at a time: ten pauses are a second, of which a loop that spins would take the whole.</summary>
    private static async Task NotSpinningAsync(ChildProcess child)
    {
        var before = await child.AskAsync("?", "told");
        await WaitAsync(child, told => long.Parse(told["pauses"]) >= long.Parse(before["pauses"]) + 10);
        var after = await child.AskAsync("?", "told");
        Assert.That(long.Parse(after["cpu-ms"]) - long.Parse(before["cpu-ms"]), Is.LessThan(500));
    }

    private static async Task WaitAsync(ChildProcess child, Predicate<Dictionary<string, string>> condition)
    {
        using var deadline = new CancellationTokenSource(Loopback.Patience);
        while (!condition(await child.AskAsync("?", "told"))) await Task.Delay(50, deadline.Token);
    }

    private static async Task PingAsync(NetAddress address)
    {
        using var client = await Loopback.ConnectAsync(address);
        await client.SendAsync("ping");
        Assert.That(await client.ReadAsync(4), Is.EqualTo("ping"));
    }
}
