using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The effects of a change of roles on real sessions; the test supplies what probes say.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class RoleTests(TestedEngine engine)
{
    private static readonly HealthConfig Health = new();
    private Socket _one = null!;
    private Socket _two = null!;

    [SetUp]
    public void Listen() => (_one, _two) = (Loopback.Listen(), Loopback.Listen());

    [TearDown]
    public void Close()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Test]
    public async Task A_promotion_moves_new_sessions_and_resets_those_on_the_old_primary()
    {
        await using var balancer = await StartAsync(pool => pool);
        await balancer.RefusesAsync(CloseReason.RefusedNoneEligible);
        await SayAsync(balancer, _two, ServerRole.Replica);
        await SayAsync(balancer, _one, ServerRole.Primary);
        using var old = await balancer.OpenAsync(_one);
        await old.PingAsync();
        await SayAsync(balancer, _one, ServerRole.Replica);
        Assert.That((await old.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That((await old.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await balancer.EndedAsync(CloseReason.RoleChanged);
        await balancer.RefusesAsync(CloseReason.RefusedNoneEligible);
        await SayAsync(balancer, _two, ServerRole.Primary);
        using var next = await balancer.OpenAsync(_two);
        await next.PingAsync();
    }

    [Test]
    public async Task Sessions_are_kept_where_the_pool_says_so()
    {
        await using var balancer = await StartAsync(pool => pool with { OnRoleChange = OnRoleChangeAction.Keep });
        await SayAsync(balancer, _one, ServerRole.Primary);
        using var old = await balancer.OpenAsync(_one);
        await SayAsync(balancer, _one, ServerRole.Replica);
        await SayAsync(balancer, _two, ServerRole.Primary);
        using var next = await balancer.OpenAsync(_two);
        await next.PingAsync();
        await old.PingAsync();
    }

    [Test]
    public async Task Panic_sends_no_writer_to_a_replica()
    {
        await using var balancer = await StartAsync(pool => pool with { Panic = PanicMode.UseAll });
        await SayAsync(balancer, _one, ServerRole.Replica);
        await SayAsync(balancer, _two, ServerRole.Replica);
        await balancer.RefusesAsync(CloseReason.RefusedNoneEligible);
    }

    private Task<RunningBalancer> StartAsync(Func<PoolConfig, PoolConfig> pool) => RunningBalancer.StartAsync(
        engine, [Loopback.AddressOf(_one), Loopback.AddressOf(_two)],
        p => pool(p with { Health = Health, Role = PoolRole.Primary }),
        options: o => o with { Probes = new NoProbes() });

    private static async Task SayAsync(RunningBalancer balancer, Socket backend, ServerRole role)
    {
        var target = new ProbeTarget(Loopback.AddressOf(backend), ProbeSpec.Of(Health));
        var outcome = ProbeOutcome.Good with { Findings = new ProbeFindings { Role = role, Lag = TimeSpan.Zero } };
        await balancer.Balancer.ApplyAsync(new ProbeEnded(target, outcome), Loopback.Deadline);
    }
}
