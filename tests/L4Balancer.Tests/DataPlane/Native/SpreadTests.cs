using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.DataPlane.Native;
using L4Balancer.Tests.Support;
using L4Balancer.Tests.Systemd;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>
/// Real clients are distributed across the workers, over TCP and over a unix socket, on which only one worker accepts.
/// </summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class SpreadTests
{
    [Test]
    public async Task Sessions_are_even_over_the_workers([Values(8, 1000)] int clients, [Values] bool isUnix)
    {
        using var folder = new TempFolder();
        using var backend = Loopback.Listen(backlog: clients);
        var bind = NetAddress.FromUnix(Path.Combine(folder.Path, "front.sock"));
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Native, [Loopback.AddressOf(backend)],
            listener: l => isUnix ? l with { Bind = [new Core.Config.BindAddress(bind, IsDualStack: false)] } : l);
        var sessions = new List<RelayedSession>();
        for (var i = 0; i < clients; i++) sessions.Add(await balancer.OpenAsync(backend));

        var active = ((NativeEngine)balancer.Balancer.Engine).ActiveSessionsByWorker;
        Assert.That(active.Sum(), Is.EqualTo(clients));
        Assert.That(Math.Abs(active[0] - active[1]), Is.LessThanOrEqualTo(Math.Max(2, clients / 10)),
            string.Join(" ", active));
        foreach (var session in sessions)
        {
            await session.PingAsync();
            session.Dispose();
        }
    }

    [Test]
    public async Task Pinned_workers_have_a_core_each()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Native, [Loopback.AddressOf(backend)], config: c => c with { PinWorkers = true });
        // A thread gets its name and its core when it runs, which may be after the start has completed.
        var cores = await Eventually.GetAsync(
            "two threads with one core each", Loopback.Patience, () => Task.FromResult(CoresOfLoops()),
            seen => seen.Length == 2 && seen.All(core => core.All(char.IsAsciiDigit)));
        Assert.That(cores.Distinct().Count(), Is.EqualTo(Math.Min(2, Environment.ProcessorCount)));
    }

    private static string[] CoresOfLoops() =>
    [
        .. ProcFs.Threads(Environment.ProcessId, "loop ").Select(thread => ProcFs.Field(thread, "Cpus_allowed_list"))
            .OfType<string>(),
    ];
}
