namespace L4Balancer.Bench.Drill.Faults;

/// <summary>All faults.</summary>
internal static class FaultList
{
    /// <summary>New ones: a fault has state while it lasts.</summary>
    public static IReadOnlyList<Fault> Create(DrillOptions options) =>
        [new KillFault(), new StopFault(), new SlowFault(), new CloseFault(options.Tools), new CutFault(options.Tools)];
}
