using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;
using L4Balancer.Cli.Top;

namespace L4Balancer.Tests.Cli.Top;

/// <summary>Snapshots of an imaginary balancer.</summary>
internal static class Moments
{
    public static DateTimeOffset Start { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A backend 10.0.0.1:80 in each pool.</summary>
    public static TopMoment Of(params (string Pool, int Active)[] pools) => new(
        Snapshot(1, 0), 0, 0, 0, [0.25], [.. pools.Select(p => new TopRow
        {
            Pool = p.Pool,
            Address = "10.0.0.1:80",
            State = new("up", Tone.Good),
            Intent = "ready",
            Tier = 0,
            Weight = 1,
            Active = p.Active,
            SessionsPerSecond = 123.4,
            UploadPerSecond = 1e6,
            DownloadPerSecond = 1e9,
            Response = 0.00034,
            Waiting = 2,
            ConnectP50 = 0.00012,
            ConnectP99 = 0.123,
            History = [1, 2, 3],
        })]);

    /// <summary>A daemon with one backend, the given number of seconds after its start.</summary>
    public static BalancerSnapshot Snapshot(int second, long picks, params long[] connects) => new()
    {
        Version = "1.2.3",
        Engine = "native",
        StartedAt = Start,
        At = Start.AddSeconds(second),
        Generation = 7,
        Config = new ConfigSnapshot { LoadedAt = Start },
        Sessions = new SessionTotals
        {
            Active = 1,
            Max = 100,
            Accepted = picks,
            Retries = 0,
            AcceptPauses = 0,
            Ended = new Dictionary<string, long>(),
        },
        Listeners = [],
        Loops = [new LoopSnapshot
        {
            Index = 0, Active = 1, Turns = 1, Events = 1, BusySeconds = second * 0.5, LongestTurn = 0,
        }],
        Process = new ProcessSnapshot
        {
            Id = 1,
            Descriptors = 1,
            DescriptorsMax = 1,
            ResidentBytes = 1,
            HeapBytes = 1,
            Collections = [],
            CollectionPause = 0,
            CpuSeconds = 0,
            PortsMax = 1,
            TimeWait = 0,
            SignalsDropped = 0,
            AccessLogDropped = 0,
            TracesDropped = 0,
            AccessLogWritten = 0,
            BackgroundFaults = new Dictionary<string, long>(),
        },
        Pools = [new PoolSnapshot
        {
            Name = "db", Policy = "first", Mode = "automatic", ActiveTier = 0, IsRequired = true, Eligible = 1,
            IsPanicking = false, Active = 1, Retries = 0, Ended = new Dictionary<string, long>(),
            Backends = [Backend(picks, connects)],
        }],
    };

    private static BackendSnapshot Backend(long picks, long[] connects) => new()
    {
        Address = "10.0.0.1:80",
        Entry = "10.0.0.1:80",
        Tier = 0,
        Weight = 1,
        WeightInForce = 1,
        Health = "up",
        HealthSince = Start,
        Intent = "ready",
        IsServing = true,
        Changed = [],
        MaxConnections = 0,
        Active = 1,
        Picks = picks,
        ConnectFailures = 0,
        BytesUploaded = picks * 100,
        BytesDownloaded = picks * 1000,
        Ended = new Dictionary<string, long>(),
        PortsInUse = 0,
        ConnectTime = new HistogramSnapshot { Bounds = [0.001, 0.01], Counts = connects, Sum = 0 },
    };
}
