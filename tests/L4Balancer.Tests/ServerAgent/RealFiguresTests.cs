using L4Balancer.Core.Health;
using L4Balancer.ServerAgent;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.ServerAgent;

/// <summary>The agent on the real figures of this machine, and a real HAProxy that asks it.</summary>
[Platform("Linux")]
internal sealed class RealFiguresTests
{
    /// <summary>
    /// A process that eats a core keeps at least a core busy, however loaded the machine is: then the others do. So the
    /// figure has a lower bound that no load can break, and the weight an upper one. The limit of a container may be
    /// less than a core.
    /// </summary>
    [Test]
    public async Task A_process_that_eats_a_core_lowers_the_weight()
    {
        Needs.Programs("sh");
        var rules = new WeightRules { Memory = null, Load = null, PsiCpu = null, PsiMemory = null, PsiIo = null };
        await using var agent = await RunningAgent.StartAsync(change: settings => settings with { Rules = rules });
        var cores = new ProcReader().Read().Cpus!.Value;
        var busy = Math.Min(100, 90 / cores);
        await using var eater = TestProcess.Start("sh", "-c", "while :; do :; done");
        var found = await Eventually.GetAsync(
            "a busy core", Loopback.Patience, agent.AskAsync, findings => findings.Cpu <= 100 - busy);
        Assert.That(found.WeightPercent, Is.LessThanOrEqualTo(Math.Ceiling(rules.WeightOf(new() { Cpu = busy })) + 1));
    }

    [Test]
    public async Task A_real_HAProxy_takes_the_weight_and_the_words_and_ignores_the_figures()
    {
        using var folder = new TempFolder();
        var state = folder.PathOf("state");
        using var backend = Loopback.Listen();
        var reader = new SetReader();
        await using var agent = await RunningAgent.StartAsync(
            reader, settings => settings with { StateFile = state, Interval = TimeSpan.FromMilliseconds(100) });
        Assert.That(await agent.ReadAsync(), Is.EqualTo("up 100% # memory=40 psi-io=0.0\n"));
        await using var haproxy = new HaproxyServer(
            Loopback.AddressOf(backend).Port, agent.Address.Port, "the name of a backend");
        await haproxy.StartAsync();

        reader.PsiIo = 62.5;
        await haproxy.StatAsync("weight", weight => weight == "50");
        await haproxy.StatAsync("agent_desc", text => text.Length > 0);
        await File.WriteAllTextAsync(state, "drain # kernel update\n");
        await haproxy.StatAsync("status", status => status.StartsWith("DRAIN", StringComparison.Ordinal));
        await File.WriteAllTextAsync(state, "down # disk full\n");
        await haproxy.StatAsync("agent_status", status => status == "L7STS");
        await File.WriteAllTextAsync(state, "ready up\n");
        await haproxy.StatAsync("status", status => status is "UP" or "no check");
        Assert.That(await haproxy.StatAsync("weight"), Is.EqualTo("50"));
    }

    private sealed class SetReader : IHostReader
    {
        public double PsiIo { get; set; }

        public HostReading Read() => new() { MemoryTotal = 100, MemoryAvailable = 60, PsiIo = PsiIo };
    }
}
