using L4Balancer.Admin.Model;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>A snapshot in which every metric has a value.</summary>
internal static class SampleSnapshot
{
    public static readonly DateTimeOffset Moment = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private static readonly double[] Bounds = [0.001, 0.01, 0.1];

    public static BalancerSnapshot Create(params IReadOnlyList<BackendSnapshot> backends) => new()
    {
        Version = "1.2.3",
        Engine = "native",
        StartedAt = Moment,
        At = Moment.AddMinutes(1),
        Generation = 7,
        Config = new ConfigSnapshot { LoadedAt = Moment, LastReloadAt = Moment.AddSeconds(5) },
        Hooks = [new HookSnapshot { Name = "chat", Runs = 3, Failures = 1, Dropped = 2, Running = 1, Waiting = 4 }],
        Sessions = new SessionTotals
        {
            Active = 3,
            Max = 500,
            Accepted = 10,
            Retries = 2,
            AcceptPauses = 1,
            Ended = new Dictionary<string, long> { ["client-closed"] = 6, ["refused-none-eligible"] = 1 },
        },
        Sources = new SourceTotals { Tracked = 7, Capacity = 131_072 },
        Listeners =
        [
            new ListenerSnapshot
            {
                Name = "db",
                Pool = "db",
                Bind = ["127.0.0.1:3306"],
                Active = 3,
                MaxConnections = 100,
                Accepted = 10,
                Ended = new Dictionary<string, long> { ["client-closed"] = 6, ["refused-listener-full"] = 1 },
                BytesUploaded = 100,
                BytesDownloaded = 2000,
            },
        ],
        Pools =
        [
            new PoolSnapshot
            {
                Name = "db",
                Policy = "power-of-two",
                Mode = "automatic",
                ActiveTier = 0,
                IsRequired = false,
                Role = "primary",
                Rebalance = new RebalanceSnapshot { State = "moving", Excess = 12, IsDryRun = false },
                Eligible = 1,
                IsPanicking = false,
                Active = 3,
                SessionLimit = 300,
                Waiting = 4,
                QueueLimit = 500,
                WaitTime = new HistogramSnapshot { Bounds = Bounds, Counts = [0, 1, 1, 0], Sum = 0.5 },
                Retries = 2,
                Ended = new Dictionary<string, long> { ["client-closed"] = 6 },
                Backends = backends.Count > 0 ? backends : [Backend("10.0.0.1:3306")],
                Names =
                [
                    new NameSnapshot
                    {
                        Name = "db.example", Backends = 1, ResolvedAt = Moment, FailingSince = Moment,
                        Trouble = "not-found", Cause = "no such host (NXDOMAIN)",
                    },
                ],
            },
        ],
        Loops =
        [
            new LoopSnapshot
            {
                Index = 0, Active = 3, Turns = 40, Events = 90, BusySeconds = 0.25, LongestTurn = 0.002,
            },
        ],
        Process = Process,
    };

    public static BackendSnapshot Backend(string address) => new()
    {
        Address = address,
        Entry = address,
        Tier = 0,
        Weight = 4,
        WeightInForce = 2.5,
        Health = "up",
        HealthSince = Moment,
        Role = new RoleSnapshot { Name = "replica", IsConfirmed = true, Fit = "lagging", Lag = 9.5, Since = Moment },
        Intent = "ready",
        IsServing = true,
        Changed = [],
        MaxConnections = 50,
        Active = 3,
        Picks = 9,
        ConnectFailures = 1,
        BytesUploaded = 100,
        BytesDownloaded = 2000,
        Ended = new Dictionary<string, long> { ["client-closed"] = 6 },
        Connecting = 1,
        ConnectTime = new HistogramSnapshot { Bounds = Bounds, Counts = [5, 2, 1, 1], Sum = 0.75 },
        Signals = new SignalsSnapshot
        {
            Response = 0.004,
            Connect = 0.0002,
            Expected = 0.003,
            RoundTrip = 0.0001,
            Waiting = 2,
            Silence = 0.31,
            Asked = 40,
            Answered = 38,
            Retransmits = 1,
            DeliveryRate = 1_000_000,
            ResponseTime = new HistogramSnapshot { Bounds = Bounds, Counts = [30, 6, 1, 1], Sum = 0.5 },
        },
        PortsInUse = 3,
        Probe = new ProbeSnapshot
        {
            Good = 20,
            Bad = 1,
            LastDuration = 0.0005,
            LastAt = Moment,
            CertificateExpires = Moment.AddDays(90),
        },
        Suspicions = new Dictionary<string, long> { ["hung"] = 2 },
        BadEnds = 3,
        Agent = new AgentSnapshot
        {
            State = "drain",
            Reason = "kernel update",
            WeightPercent = 72,
            MaxConnections = 50,
            IsStale = false,
            Answered = 30,
            Missed = 2,
            LastAt = Moment,
            CpuIdle = 69,
            MemoryAvailable = 56,
            Load = 0.8,
            PressureCpu = 3.1,
            PressureMemory = 0,
            PressureIo = 12.5,
            Comment = "kernel update cpu=31 memory=44 load1=0.80 psi-cpu=3.1 psi-memory=0.0 psi-io=12.5",
        },
    };

    private static ProcessSnapshot Process => new()
    {
        Id = 1,
        Descriptors = 40,
        DescriptorsMax = 1024,
        ResidentBytes = 50_000_000,
        HeapBytes = 2_000_000,
        Collections = [3, 2, 1],
        CollectionPause = 0.01,
        CpuSeconds = 1.5,
        PortsMax = 28_000,
        TimeWait = 12,
        SignalsDropped = 0,
        AccessLogDropped = 0,
        TracesDropped = 0,
        AccessLogWritten = 9,
        BackgroundFaults = new Dictionary<string, long> { ["reload"] = 0 },
    };
}
