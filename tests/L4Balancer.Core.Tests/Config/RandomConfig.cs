using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Makes valid models, far from the defaults.</summary>
internal sealed class RandomConfig(int seed)
{
    private readonly Random _random = new(seed);
    private int _addresses;

    public BalancerConfig Next()
    {
        var names = Enumerable.Range(1, _random.Next(1, 5)).Select(NameOf).ToList();
        return new BalancerConfig
        {
            Engine = Any<EngineKind>(),
            Relay = Any<RelayKind>(),
            Workers = OrNull(_random.Next(1, 1025)),
            PinWorkers = Chance(),
            ShutdownGrace = Milliseconds(0, 86_400_000),
            ResolveInterval = Milliseconds(1000, 86_400_000),
            ResolveHold = Milliseconds(0, 86_400_000),
            MaxConnections = OrNull(_random.Next(1, 10_000_001)),
            BufferSize = _random.Next(4096, (16 << 20) + 1),
            Listeners = [.. names.Select(Listener)],
            Pools = [.. names.Select(Pool)],
            Admin = Chance() ? RandomSections.Admin(_random, Bind) : null,
            AccessLog = Chance() ? RandomSections.AccessLog(_random, names) : null,
            Telemetry = Chance() ? RandomSections.Telemetry(_random) : null,
            Hooks = RandomSections.Hooks(_random, names),
        };
    }

    private string NameOf(int index) => index == 1 && Chance() ? "null" : $"{index}.{(Chance() ? "a-b_c" : "")}x";

    private ListenerConfig Listener(string name) => RandomArrival.Listener(_random, new()
    {
        Name = name,
        Pool = name,
        Bind = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Bind())],
        MaxConnections = _random.Next(10_000_001),
        Backlog = _random.Next(1, 65_536),
    });

    private PoolConfig Pool(string name)
    {
        var policy = Any<PolicyKind>();
        var backends = Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Backend()).ToList();
        backends[_random.Next(backends.Count)] = Backend() with { Tier = 0 };
        var pool = new PoolConfig
        {
            Name = name,
            Policy = policy,
            Backends = backends,
            Health = Health(),
            LoadFactor = policy == PolicyKind.SourceHash ? OrNull(1.05 + (_random.NextDouble() * 8)) : null,
            Timeouts = new()
            {
                Connect = Milliseconds(10, 600_000),
                ClientIdle = Milliseconds(0, 604_800_000),
                ServerIdle = Milliseconds(0, 604_800_000),
                HalfClosed = Milliseconds(0, 604_800_000),
                Stalled = Milliseconds(0, 604_800_000),
                MaxAge = TimeSpan.FromDays(_random.Next(366)),
            },
            Tcp = new()
            {
                Keepalive = Chance(),
                KeepaliveIdle = Seconds(),
                KeepaliveInterval = Seconds(),
                KeepaliveProbes = _random.Next(1, 128),
                UserTimeout = Milliseconds(0, 86_400_000),
                CongestionControl = Chance() ? "bbr" : null,
                NotsentLowat = OrNull(_random.Next(1024, (1 << 30) + 1)),
            },
            Hung = Hung(),
            Outliers = Outliers(),
            Mode = Any<FailoverMode>(),
            FailbackDelay = Milliseconds(0, 86_400_000),
            Panic = Any<PanicMode>(),
            OnDown = Any<OnDownAction>(),
            SlowStart = Milliseconds(0, 3_600_000),
            Retries = OrNull(_random.Next(16)),
            Required = Chance(),
        };
        pool = RandomArrival.Pool(_random, pool);
        if (Chance())
        {
            pool = pool with
            {
                OnFailback = OnFailbackAction.Move,
                FailbackRate = _random.Next(1, 10_000_000),
                FailbackDeadline = Milliseconds(0, 3_600_000),
            };
        }

        if (policy is not (PolicyKind.SourceHash or PolicyKind.First) && Chance())
        {
            pool = pool with
            {
                Rebalance = new RebalanceConfig
                {
                    Threshold = _random.Next(1, 1001),
                    Rate = _random.Next(1, 1001),
                    Quiet = Milliseconds(100, 3_600_000),
                    MinAge = Milliseconds(0, 86_400_000),
                    DryRun = Chance(),
                },
            };
        }

        if (pool.Health.TellsRole && Chance()) pool = WithRole(pool);
        return pool.FollowsWeights && Chance() ? pool with { WeighBy = WeighBy.ResponseTime } : pool;
    }

    private PoolConfig WithRole(PoolConfig pool) => Chance()
        ? pool with
        {
            Role = PoolRole.Primary,
            SplitBrain = Any<SplitBrainChoice>(),
            OnRoleChange = Any<OnRoleChangeAction>(),
        }
        : pool with { Role = PoolRole.Replica, MaxLag = OrNull(Milliseconds(100, 86_400_000)) };

    private HealthConfig Health()
    {
        var interval = Milliseconds(100, 3_600_000);
        var health = new HealthConfig
        {
            Interval = interval,
            FastInterval = OrNull(Milliseconds(100, (int)interval.TotalMilliseconds)),
            Timeout = Milliseconds(10, 60_000),
            Rise = _random.Next(1, 101),
            Fall = _random.Next(1, 101),
            Eject = Milliseconds(100, 3_600_000),
            SuspectLate = Chance(),
            SendProxy = OrNull(Chance()),
            Agent = Chance() ? Agent() : null,
        };
        return RandomProbes.Choose(_random, health, Bytes);
    }

    /// <summary>With a host of its own, since a backend may be a unix socket.</summary>
    private AgentConfig Agent() => new()
    {
        Port = _random.Next(1, 65_536),
        Host = System.Net.IPAddress.Parse(Chance() ? "2001:db8::7" : "10.9.8.7"),
        Interval = Milliseconds(100, 3_600_000),
        Timeout = Milliseconds(10, 60_000),
        Send = Bytes(),
    };

    private HungConfig Hung() => new()
    {
        Detect = Chance(),
        Questions = _random.Next(2, 1001),
        MinSilence = Milliseconds(10, 60_000),
        Factor = _random.Next(2, 101),
        MaxSilence = Milliseconds(60_000, 3_600_000),
    };

    private OutliersConfig Outliers() => new()
    {
        Detect = Chance(),
        ConnectFailures = OrNull(_random.Next(1, 1001)),
        BadEnds = OrNull(_random.Next(1, 1001)),
        FailurePercent = OrNull(_random.Next(1, 101)),
        Interval = Milliseconds(1000, 3_600_000),
        MinVolume = _random.Next(1, 1_000_001),
        SlowFactor = OrNull(_random.Next(2, 101) * 1.0),
        BaseTime = Milliseconds(1000, 3_600_000),
        MaxTime = Milliseconds(3_600_000, 86_400_000),
        MaxPercent = _random.Next(1, 101),
    };

    private ProbeBytes? Bytes()
    {
        if (Chance()) return null;
        if (Chance()) return ProbeBytes.FromText(Chance() ? "hex:zz \"\\\r\n\t# :" : "PING\r\n");
        var bytes = new byte[_random.Next(1, 50)];
        _random.NextBytes(bytes);
        return new ProbeBytes(bytes);
    }

    private BackendConfig Backend()
    {
        var address = Address();
        var isName = address.HostName is not null;
        return new BackendConfig
        {
            Address = address,
            Weight = _random.Next(1001),
            Tier = _random.Next(16),
            MaxConnections = _random.Next(10_000_001),
            Addresses = isName ? _random.Next(Limits.AddressesPerNameMax + 1) : 0,
            AddressFamily = isName ? Any<AddressFamilies>() : AddressFamilies.PreferIpv4,
        };
    }

    private BackendAddress Address() => _random.Next(4) switch
    {
        0 => BackendAddress.OfHost($"db-{++_addresses}.example", Port()),
        1 => BackendAddress.Of(NetAddress.FromUnix($"/run/\u00e4 \"{++_addresses}\uffff")),
        2 => BackendAddress.Of(IPAddress.Parse($"2001:db8::{++_addresses:x}"), Port()),
        _ => BackendAddress.Of(new IPAddress([10, 0, (byte)(++_addresses >> 8), (byte)_addresses]), Port()),
    };

    private int Port() => _random.Next(1, 65_536);

    /// <summary>Ports differ, so that no two overlap.</summary>
    private BindAddress Bind() => _random.Next(5) switch
    {
        0 => BindAddress.DualStack(++_addresses),
        1 => new BindAddress(NetAddress.FromIp(IPAddress.Any, ++_addresses), false),
        2 => new BindAddress(NetAddress.FromIp(IPAddress.IPv6Any, ++_addresses), false),
        3 => new BindAddress(NetAddress.FromUnix($"/run/{++_addresses}#: \u00fc"), false),
        _ => BindAddress.DualStack(0),
    };

    private bool Chance() => _random.Next(2) == 0;

    private T? OrNull<T>(T value)
        where T : struct => Chance() ? value : null;

    private T Any<T>()
        where T : struct, Enum => Enum.GetValues<T>()[_random.Next(Enum.GetValues<T>().Length)];

    private TimeSpan Milliseconds(int min, int max) => TimeSpan.FromMilliseconds(_random.Next(min, max + 1));

    private TimeSpan Seconds() => TimeSpan.FromSeconds(_random.Next(1, 32_401));
}
