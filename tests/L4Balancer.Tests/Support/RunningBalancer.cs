using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Hosting;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.Support;

/// <summary>A balancer inside the test process: one listener on a port chosen by the kernel, one pool.</summary>
internal sealed class RunningBalancer : IAsyncDisposable
{
    private readonly Balancer _balancer;

    private RunningBalancer(Balancer balancer) => _balancer = balancer;

    public Balancer Balancer => _balancer;

    public NetAddress Address => _balancer.Engine.Bound[0].Actual;

    /// <summary>The pool in the current table.</summary>
    public PoolView Pool => _balancer.Table.Pools["pool"];

    public SessionCounters Counters => _balancer.Engine.Counters;

    /// <summary>
    /// Probing is off by default, so that a backend of a test sees only the sessions of the test.
    /// </summary>
    public static async Task<RunningBalancer> StartAsync(
        TestedEngine engine, IEnumerable<NetAddress> backends, Func<PoolConfig, PoolConfig>? pool = null,
        Func<ListenerConfig, ListenerConfig>? listener = null, Func<BalancerConfig, BalancerConfig>? config = null,
        Func<BalancerOptions, BalancerOptions>? options = null, Action<Notice, string?>? onNotice = null)
    {
        var logs = LoggerFactory.Create(b => b.AddProvider(new TestLog()).SetMinimumLevel(LogLevel.Debug));
        var basic = new BalancerOptions { Logs = logs };
        var balancer = await Balancer.StartAsync(
            Config(engine, backends, pool, listener, config), options?.Invoke(basic) ?? basic, onNotice,
            Loopback.Deadline);
        return new RunningBalancer(balancer);
    }

    public static BalancerConfig Config(
        TestedEngine engine, IEnumerable<NetAddress> backends, Func<PoolConfig, PoolConfig>? pool = null,
        Func<ListenerConfig, ListenerConfig>? listener = null, Func<BalancerConfig, BalancerConfig>? config = null)
    {
        var basicPool = new PoolConfig
        {
            Name = "pool",
            Health = new HealthConfig { Type = ProbeKind.None },
            Backends = [.. backends.Select(b => new BackendConfig { Address = BackendAddress.Of(b) })],
        };
        var basicListener = new ListenerConfig
        {
            Name = "listener",
            Pool = "pool",
            Bind = [new BindAddress(NetAddress.FromIp(System.Net.IPAddress.Loopback, 0), IsDualStack: false)],
        };
        var basic = new BalancerConfig
        {
            Engine = engine.Engine,
            Relay = engine.Relay,
            Workers = 2,
            Listeners = [listener?.Invoke(basicListener) ?? basicListener],
            Pools = [pool?.Invoke(basicPool) ?? basicPool],
        };
        return config?.Invoke(basic) ?? basic;
    }

    /// <summary>Waits until the given number of sessions has ended for this reason.</summary>
    public Task EndedAsync(CloseReason reason, int count = 1) =>
        Eventually.HoldsAsync(
            () => Counters.Ended(reason) >= count,
            () => $"{count} sessions ended for {reason}; ended so far: {string.Join(", ", Enum.GetValues<CloseReason>()
                .Where(r => Counters.Ended(r) > 0).Select(r => $"{r} {Counters.Ended(r)}"))}");

    /// <summary>A backend of the tier in use.</summary>
    public BackendView Backend(Socket listener) => Backend(Loopback.AddressOf(listener));

    public BackendView Backend(NetAddress address) => Pool.Set.All.Single(b => b.Address.Equals(address));

    public Task ReloadAsync(BalancerConfig config) => _balancer.ReloadAsync(config, Loopback.Deadline);

    public Task<RelayedSession> OpenAsync(Socket backend) => RelayedSession.OpenAsync(Address, backend);

    /// <summary>
    /// A client that is reset because it is refused for this reason; the reset may be faster than its connect.
    /// </summary>
    public async Task RefusesAsync(CloseReason reason)
    {
        var before = Counters.Ended(reason);
        using var client = await Loopback.TryConnectAsync(Address);
        if (client is not null) Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await EndedAsync(reason, (int)before + 1);
    }

    /// <summary>Waits until every session has ended and every place is released.</summary>
    public Task NothingLeftAsync() =>
        Eventually.HoldsAsync(
            () => _balancer.Engine.ActiveSessions == 0 && Pool.Counters.Active == 0
                && Pool.Set.All.All(b => b.Counters.Active == 0),
            () => $"nothing left; {_balancer.Engine.ActiveSessions} sessions, {Pool.Counters.Active} in the pool, "
                + string.Join(", ", Pool.Set.All.Select(b => $"{b.Counters.Active} on {b.Address}")));

    /// <summary>Advances the balancer's time, and has each loop notice it.</summary>
    public async Task PassAsync(ManualTime time, TimeSpan by)
    {
        time.Advance(by);
        await _balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
    }

    /// <summary>
    /// Advances the balancer's time until a session has ended for this reason. Again and again: a relay may be about
    /// to note its last bytes, and a loop holds its timers if the time advances during one of its turns.
    /// </summary>
    public Task PassUntilEndedAsync(ManualTime time, TimeSpan by, CloseReason reason) =>
        Eventually.GetAsync(
            $"a session ends for {reason}", Loopback.Patience,
            async () =>
            {
                await PassAsync(time, by);
                return Counters.Ended(reason);
            },
            ended => ended > 0);

    public ValueTask DisposeAsync() => _balancer.DisposeAsync();
}
