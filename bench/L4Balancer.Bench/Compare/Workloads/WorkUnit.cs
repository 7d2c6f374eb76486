namespace L4Balancer.Bench.Compare.Workloads;

/// <summary>The unit that a workload counts.</summary>
internal enum WorkUnit
{
    /// <summary>Rate in requests per second, processor time in microseconds each.</summary>
    Request,

    /// <summary>Rate in GB/s (10^9 bytes), processor time in seconds per GB.</summary>
    Byte,
}
