using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Configs for simulations, and reloads of them: up to three pools over eight addresses, so that pools often share
/// addresses. The durations are short, so that much happens in little simulated time.
/// </summary>
internal static class RandomConfigs
{
    public const int AddressCount = 8;
    public const int Port = 1000;

    /// <summary>Some backends come back in time and some do not.</summary>
    public static readonly TimeSpan ResolveHold = TimeSpan.FromSeconds(3);

    private static readonly string[] PoolNames = ["red", "green", "blue"];
    private static readonly string[] HostNames = ["one.test", "two.test"];
    private static readonly PolicyKind[] LightPolicies =
        [.. Enum.GetValues<PolicyKind>().Except([PolicyKind.SourceHash])];

    public static IPAddress Ip(int number) => new([10, 0, 0, (byte)(number + 1)]);

    public static BalancerConfig First(SimulationRandom random)
    {
        var names = PoolNames[..random.Between(1, PoolNames.Length)];
        return Of(random, names.Select(name => Pool(random, name)));
    }

    /// <summary>The config after a reload: some of it was edited, or nothing.</summary>
    public static BalancerConfig Edit(SimulationRandom random, BalancerConfig config)
    {
        var pools = config.Pools.Select(pool => random.Chance(60) ? EditPool(random, pool) : Copy(pool)).ToList();
        if (random.Chance(15) && pools.Count > 1) pools.RemoveAt(random.Below(pools.Count));
        var absent = PoolNames.Where(name => pools.All(pool => pool.Name != name)).ToArray();
        var isAdded = random.Chance(15) && absent.Length > 0;
        if (isAdded) pools.Insert(random.Below(pools.Count + 1), Pool(random, absent[0]));
        return Of(random, pools);
    }

    private static BalancerConfig Of(SimulationRandom random, IEnumerable<PoolConfig> pools)
    {
        var list = pools.ToArray();
        var bind = new BindAddress(NetAddress.FromIp(IPAddress.Any, Port), IsDualStack: false);
        return new BalancerConfig
        {
            ResolveInterval = TimeSpan.FromSeconds(random.Between(1, 2)),
            ResolveHold = ResolveHold,
            Pools = list,
            Listeners = [.. list.Select(p => new ListenerConfig { Name = p.Name, Bind = [bind], Pool = p.Name })],
        };
    }

    private static PoolConfig Pool(SimulationRandom random, string name)
    {
        var others = Enumerable.Range(0, random.Below(5)).Select(_ => Backend(random));
        var pool = new PoolConfig
        {
            Name = name,
            Backends = [Backend(random) with { Tier = 0 }, .. others],
            Timeouts = new TimeoutsConfig { Connect = random.Milliseconds(200, 800) },
            Outliers = Outliers(random),
        };
        for (var i = 0; i < 7; i++) pool = EditPool(random, pool);
        return pool;
    }

    /// <summary>Without probes nobody tells a role.</summary>
    private static PoolConfig EditPool(SimulationRandom random, PoolConfig pool)
    {
        var edited = random.Chance(12) ? WithRole(random, pool) : EditKey(random, pool);
        return edited.Health.Type == ProbeKind.None ? edited with { Role = PoolRole.Any } : edited;
    }

    private static PoolConfig WithRole(SimulationRandom random, PoolConfig pool) => pool with
    {
        Role = random.Of(Enum.GetValues<PoolRole>()),
        MaxLag = random.Chance(60) ? random.Milliseconds(100, 3000) : null,
        SplitBrain = random.Of(Enum.GetValues<SplitBrainChoice>()),
        OnRoleChange = random.Chance(80) ? OnRoleChangeAction.Reset : OnRoleChangeAction.Keep,
    };

    private static PoolConfig EditKey(SimulationRandom random, PoolConfig pool) => random.Below(15) switch
    {
        0 => pool with { Backends = [.. pool.Backends, Backend(random)] },
        1 => pool with { Backends = WithoutOne(random, pool.Backends) },
        2 => pool with { Backends = [.. pool.Backends.Select(b => b with { Weight = random.Of(0, 1, 1, 2, 4, 10) })] },
        3 => pool with { Backends = [pool.Backends[0], .. pool.Backends.Skip(1).Select(b => Retier(random, b))] },
        4 => pool with { Backends = [.. pool.Backends.Select(b => b with { MaxConnections = random.Of(0, 1, 5) })] },
        5 => pool with { Policy = Policy(random) },
        6 => pool with { Health = Health(random) },
        7 => pool with { SlowStart = random.Milliseconds(1, 90) * random.Of(0, 1, 20, 40) },
        8 => pool with { FailbackDelay = random.Of(TimeSpan.Zero, random.Milliseconds(100, 4000)) },
        9 => pool with { Mode = random.Chance(30) ? FailoverMode.Manual : FailoverMode.Automatic },
        10 when random.Chance(50) => pool with
        {
            OnFailback = random.Of(Enum.GetValues<OnFailbackAction>()),
            FailbackRate = random.Between(1, 20),
            FailbackDeadline = random.Of(TimeSpan.Zero, random.Milliseconds(100, 2000)),
        },
        10 => pool with { Panic = random.Of(PanicMode.Refuse, PanicMode.UseAll) },
        13 => pool with { Hung = Hung(random) },
        14 => pool with { Outliers = Outliers(random) },
        11 when random.Chance(50) => pool with
        {
            MaxConnections = random.Of(0, 0, 3, 20),
            MaxPendingConnects = random.Of(0, 0, 1, 3),
            Queue = random.Chance(60)
                ? new QueueConfig { Max = random.Of(1, 3, 100), Timeout = random.Milliseconds(50, 3000) }
                : null,
        },
        11 => pool with { Retries = random.Of<int?>(null, 0, 2) },
        _ => pool with { OnDown = random.Of(OnDownAction.Keep, OnDownAction.Reset) },
    };

    /// <summary>
    /// The tables of source-hash are large and are rebuilt at every step of a ramp: a few are enough.
    /// </summary>
    private static PolicyKind Policy(SimulationRandom random) =>
        random.Chance(5) ? PolicyKind.SourceHash : random.Of(LightPolicies);

    private static HealthConfig Health(SimulationRandom random) => new()
    {
        Type = random.Chance(25) ? ProbeKind.None : ProbeKind.Tcp,
        Send = random.Chance(30) ? ProbeBytes.FromText("PING") : null,
        Interval = random.Milliseconds(400, 2000),
        FastInterval = random.Chance(30) ? random.Milliseconds(100, 1000) : null,
        Timeout = random.Milliseconds(100, 800),
        Rise = random.Between(1, 4),
        Fall = random.Between(1, 4),
        Eject = random.Milliseconds(100, 3000),
        SuspectLate = random.Chance(80),
        Agent = random.Chance(40) ? Agent(random) : null,
    };

    private static AgentConfig Agent(SimulationRandom random) => new()
    {
        Port = Port,
        Host = random.Chance(20) ? Ip(0) : null,
        Interval = random.Milliseconds(300, 1500),
        Timeout = random.Milliseconds(100, 800),
    };

    private static HungConfig Hung(SimulationRandom random) => new()
    {
        Detect = random.Chance(80),
        Questions = random.Between(2, 5),
        MinSilence = random.Milliseconds(10, 100),
        Factor = random.Between(2, 20),
        MaxSilence = random.Milliseconds(100, 1000),
    };

    private static OutliersConfig Outliers(SimulationRandom random) => new()
    {
        Detect = random.Chance(80),
        ConnectFailures = random.Of<int?>(null, 2, 5),
        BadEnds = random.Of<int?>(null, 1, 3),
        FailurePercent = random.Of<int?>(null, 50, 85),
        MinVolume = random.Between(1, 60),
        SlowFactor = random.Of<double?>(null, 2, 4),
        BaseTime = random.Milliseconds(100, 1000),
        MaxTime = random.Milliseconds(1000, 4000),
        MaxPercent = random.Of(10, 50, 100),
    };

    public static BackendConfig Backend(SimulationRandom random)
    {
        var address = random.Chance(15)
            ? BackendAddress.OfHost(random.Of<string>(HostNames), Port)
            : BackendAddress.Of(Ip(random.Below(AddressCount)), Port);
        return new BackendConfig
        {
            Address = address,
            Weight = random.Chance(10) ? 0 : random.Between(1, 4),
            Tier = random.Below(3),

            // By the name: a pool may have it twice here, which no file may, and the first one then applies to all.
            Addresses = address.HostName == HostNames[0] ? 4 : 0,
        };
    }

    private static BackendConfig Retier(SimulationRandom random, BackendConfig backend) =>
        backend with { Tier = random.Below(3) };

    /// <summary>The first entry stays, and is in tier 0: a pool always has a primary backend.</summary>
    private static BackendConfig[] WithoutOne(SimulationRandom random, IReadOnlyList<BackendConfig> backends)
    {
        if (backends.Count == 1) return [.. backends];
        var gone = random.Between(1, backends.Count - 1);
        return [.. backends.Where((_, i) => i != gone)];
    }

    /// <summary>Equal in every value, but made of new objects, like after a reload.</summary>
    private static PoolConfig Copy(PoolConfig pool) =>
        pool with { Backends = [.. pool.Backends.Select(b => b with { })] };
}
