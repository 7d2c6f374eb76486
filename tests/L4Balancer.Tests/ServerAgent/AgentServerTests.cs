using System.Net;
using L4Balancer.Core.Health;
using L4Balancer.ServerAgent;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.ServerAgent;

/// <summary>How the agent answers over real sockets.</summary>
internal sealed class AgentServerTests
{
    private static readonly HostReading Half = new()
    {
        MemoryTotal = 100,
        MemoryAvailable = 60,
        PsiIo = 62.5,
        Cpus = 2,
        Load = 0.5,
    };

    private TempFolder _folder = null!;

    [SetUp]
    public void Start() => _folder = new TempFolder();

    [TearDown]
    public void Stop() => _folder.Dispose();

    [TestCase("")]
    [TestCase("name of a backend\n")]
    public async Task Every_connection_gets_one_line_whatever_it_sends(string sent)
    {
        await using var agent = await RunningAgent.StartAsync(new FixedReader(Half));
        for (var i = 0; i < 3; i++)
            Assert.That(await agent.ReadAsync(sent), Is.EqualTo("up 50% # memory=40 load1=0.25 psi-io=62.5\n"));
    }

    [Test]
    public async Task Clients_that_stay_hold_up_nobody()
    {
        await using var agent = await RunningAgent.StartAsync(new FixedReader(Half));
        var idle = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => Loopback.ConnectAsync(agent.Address)));
        Assert.That((await agent.AskAsync()).Agent!.Percent, Is.EqualTo(50));
        foreach (var socket in idle) socket.Dispose();
    }

    [TestCase("127.0.0.0/8", true)]
    [TestCase("10.0.0.0/8", false)]
    public async Task Only_an_allowed_network_gets_an_answer(string network, bool isAnswered)
    {
        await using var agent = await RunningAgent.StartAsync(
            new FixedReader(Half), settings => settings with { Allowed = [IPNetwork.Parse(network)] });
        Assert.That((await agent.ReadAsync()).Length > 0, Is.EqualTo(isAnswered));
    }

    [Test]
    public async Task The_state_file_is_reported_from_the_next_sample_on()
    {
        var path = _folder.PathOf("state");
        await using var agent = await RunningAgent.StartAsync(
            new FixedReader(Half),
            settings => settings with { StateFile = path, Interval = TimeSpan.FromMilliseconds(100) });
        await File.WriteAllTextAsync(path, "drain # kernel update\n");
        var answer = await SaysAsync(agent, answer => answer.Intent == AgentIntent.Drain);
        Assert.That(answer.Comment, Does.StartWith("kernel update; memory=40"));
        await File.WriteAllTextAsync(path, "ready\n");
        await SaysAsync(agent, answer => answer.Intent == AgentIntent.Ready);
        File.Delete(path);
        await SaysAsync(agent, answer => answer is { Intent: null, Health: AgentHealth.Up });
    }

    [TestCase("", "up", "", null)]
    [TestCase("drain", "drain", "", null)]
    [TestCase("DOWN # disk full", "down", "disk full", null)]
    [TestCase("ready,maxconn:30 up", "ready up maxconn:30", "", null)]
    [TestCase("dranin # x", "up", "x", "dranin")]
    [TestCase("maint 0%", "maint", "", null)]
    public void Only_words_that_balancers_know_are_passed_on(string line, string words, string comment, string? unknown)
    {
        var state = HostState.Of(System.Text.Encoding.UTF8.GetBytes(line));
        Assert.That(state, Is.EqualTo(new HostState(words, comment, unknown)));
    }

    private static Task<AgentAnswer> SaysAsync(RunningAgent agent, Func<AgentAnswer, bool> isSo) =>
        Eventually.GetAsync("the state", Loopback.Patience, async () => (await agent.AskAsync()).Agent!, isSo);

    private sealed class FixedReader(HostReading reading) : IHostReader
    {
        public HostReading Read() => reading;
    }
}
