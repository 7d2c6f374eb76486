using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>What the words of an agent do to real sessions.</summary>
[TestFixture(nameof(TestedEngine.Portable))]
[TestFixture(nameof(TestedEngine.Native))]
internal sealed class AgentTests(string engine)
{
    private TestedEngine Engine =>
        engine == nameof(TestedEngine.Native) ? TestedEngine.Native : TestedEngine.Portable;

    private Socket _one = null!;
    private Socket _two = null!;
    private FakeAgent _agent = null!;

    [SetUp]
    public void Start() => (_one, _two, _agent) = (Loopback.Listen(), Loopback.Listen(), new FakeAgent("100%"));

    [TearDown]
    public async Task StopAsync()
    {
        _one.Dispose();
        _two.Dispose();
        await _agent.DisposeAsync();
    }

    [Test]
    public async Task Each_word_of_an_agent_is_obeyed_and_its_opposite_reverts_it()
    {
        await using var balancer = await RunAsync([_one]);
        foreach (var (word, opposite) in new[]
        {
            ("down # disk", "up"), ("fail", "up"), ("stopped", "up"), ("drain", "ready"), ("maint", "ready"),
            ("0%", "50%"),
        })
        {
            _agent.Line = word;
            await Eventually.HoldsAsync(() => balancer.Pool.Set.Eligible.Length == 0, () => word);
            await balancer.RefusesAsync(CloseReason.RefusedNoneEligible);
            _agent.Line = opposite;
            await Eventually.HoldsAsync(() => balancer.Pool.Set.Eligible.Length == 1, () => opposite);
            using var session = await balancer.OpenAsync(_one);
        }

        Assert.That(balancer.Backend(_one).Weight, Is.EqualTo(50));
    }

    [Test]
    public async Task Sessions_follow_the_weight_and_the_limit_of_an_agent()
    {
        await using var balancer = await RunAsync([_one]);
        _agent.Line = "30% maxconn:1";
        await Eventually.HoldsAsync(
            () => balancer.Backend(_one) is { Weight: 30, MaxConnections: 1 }, () => "the limit");
        using var session = await balancer.OpenAsync(_one);
        await balancer.RefusesAsync(CloseReason.RefusedAllFull);
    }

    [Test]
    public async Task Running_sessions_outlive_the_words_of_an_agent()
    {
        await using var balancer = await RunAsync([_one, _two]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("before");
        await Eventually.HoldsAsync(() => balancer.Pool.Counters.Active == 1, () => "a session");
        _agent.Line = "maint";
        await Eventually.HoldsAsync(() => balancer.Pool.Set.Eligible.Length == 0, () => "maint");
        var backends = balancer.Balancer.State.Pools[0].Backends;
        Assert.That(backends.Select(b => b.Agent.Verdict), Is.All.EqualTo(AgentVerdict.Maint));
        Assert.That(backends.Select(b => (b.IsUp, b.Intent)), Is.All.EqualTo((true, BackendIntent.Ready)));
        Assert.That(balancer.Pool.Counters.Active, Is.EqualTo(1));
    }

    private Task<RunningBalancer> RunAsync(Socket[] backends) => RunningBalancer.StartAsync(
        Engine, backends.Select(Loopback.AddressOf),
        pool => pool with
        {
            Health = pool.Health with
            {
                Agent = new AgentConfig
                {
                    Port = _agent.Port,
                    Host = IPAddress.Loopback,
                    Interval = TimeSpan.FromMilliseconds(100),
                    Timeout = TimeSpan.FromSeconds(20),
                },
            },
        });
}
