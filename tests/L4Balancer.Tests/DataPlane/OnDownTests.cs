using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The effects of a backend's health on real sessions.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class OnDownTests(TestedEngine engine)
{
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

    [TestCase(OnDownAction.Keep)]
    [TestCase(OnDownAction.Reset)]
    public async Task The_sessions_of_a_backend_that_goes_down_are_kept_or_reset(OnDownAction onDown)
    {
        await using var balancer = await StartAsync(pool => pool with { OnDown = onDown });
        using var doomed = await balancer.OpenAsync(_one);
        await balancer.Balancer.ApplyAsync(new IntentWanted("pool", Loopback.AddressOf(_one), BackendIntent.Drain),
            Loopback.Deadline);
        using var other = await balancer.OpenAsync(_two);
        await balancer.Balancer.ApplyAsync(new IntentWanted("pool", Loopback.AddressOf(_one), BackendIntent.Ready),
            Loopback.Deadline);
        await other.PingAsync();
        await doomed.PingAsync();
        await FailAsync(balancer, _one);

        if (onDown == OnDownAction.Keep)
        {
            await doomed.PingAsync();
        }
        else
        {
            Assert.That((await doomed.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
            Assert.That((await doomed.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
            await balancer.EndedAsync(CloseReason.BackendDown);
        }

        await other.PingAsync();
        using var next = await balancer.OpenAsync(_two);
        await next.PingAsync();
    }

    [Test]
    public async Task Without_an_eligible_backend_clients_are_refused_or_all_backends_are_used([Values] PanicMode panic)
    {
        await using var balancer = await StartAsync(pool => pool with { Panic = panic });
        await FailAsync(balancer, _one);
        await FailAsync(balancer, _two);
        if (panic == PanicMode.Refuse)
        {
            await balancer.RefusesAsync(CloseReason.RefusedNoneEligible);
            return;
        }

        using var session = await balancer.OpenAsync(_one);
        await session.PingAsync();
    }

    [Test]
    public async Task A_backup_serves_while_the_primaries_are_down_and_no_longer()
    {
        await using var balancer =
            await StartAsync(pool => pool with { Backends = [pool.Backends[0], pool.Backends[1] with { Tier = 1 }] });
        await FailAsync(balancer, _one);
        using var onBackup = await balancer.OpenAsync(_two);
        await balancer.Balancer.ApplyAsync(Ended(_one, ProbeOutcome.Good), Loopback.Deadline);
        using var onPrimary = await balancer.OpenAsync(_one);
        await onPrimary.PingAsync();
        await onBackup.PingAsync();
    }

    [Test]
    public async Task Sessions_on_a_backup_move_back_with_the_pool()
    {
        await using var balancer = await StartAsync(pool => pool with
        {
            Backends = [pool.Backends[0], pool.Backends[1] with { Tier = 1 }],
            OnFailback = OnFailbackAction.Move,
            FailbackRate = 1000,
        });
        await FailAsync(balancer, _one);
        using var onBackup = await balancer.OpenAsync(_two);
        await onBackup.PingAsync();
        await balancer.Balancer.ApplyAsync(Ended(_one, ProbeOutcome.Good), Loopback.Deadline);
        Assert.That((await onBackup.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await balancer.EndedAsync(CloseReason.FailedBack);
        using var onPrimary = await balancer.OpenAsync(_one);
        await onPrimary.PingAsync();
    }

    /// <summary>The pool is configured to be probed, but no probe runs: the test supplies the outcomes.</summary>
    private Task<RunningBalancer> StartAsync(Func<PoolConfig, PoolConfig> pool) => RunningBalancer.StartAsync(
        engine, [Loopback.AddressOf(_one), Loopback.AddressOf(_two)],
        p => pool(p with { Policy = PolicyKind.First, Health = Health }),
        options: o => o with { Probes = new NoProbes() });

    private static HealthConfig Health { get; } = new() { Rise = 1, Fall = 1 };

    private static Task<RequestAnswer> FailAsync(RunningBalancer balancer, Socket backend) =>
        balancer.Balancer.ApplyAsync(Ended(backend, ProbeOutcome.Bad("test")), Loopback.Deadline);

    private static ProbeEnded Ended(Socket backend, ProbeOutcome outcome) =>
        new(new ProbeTarget(Loopback.AddressOf(backend), ProbeSpec.Of(Health)), outcome);
}
