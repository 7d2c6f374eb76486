using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Rates;

/// <summary>
/// The buckets of a listener or of a source, which exist while a session shares them. Guarded by the lock of
/// <see cref="ByteRates"/>.
/// </summary>
internal sealed class SharedBuckets
{
    /// <summary>Null if there is no limit.</summary>
    public ByteBucket? Upload { get; private set; }

    /// <summary>Null if there is no limit.</summary>
    public ByteBucket? Download { get; private set; }

    /// <summary>The number of sessions that share them.</summary>
    public int Sessions { get; set; }

    /// <summary>What is spent of them.</summary>
    public SpentBytes Spent => new(Upload?.SpentUntil ?? 0, Download?.SpentUntil ?? 0);

    /// <summary>Goes on with the buckets of another process.</summary>
    public void Load(SpentBytes spent)
    {
        Upload?.Load(spent.Upload);
        Download?.Load(spent.Download);
    }

    /// <summary>Sets the limits of sessions from now on; running ones keep the buckets that they have.</summary>
    public void Fit(ByteRateConfig limits)
    {
        Upload = Fit(Upload, limits.Upload);
        Download = Fit(Download, limits.Download);
    }

    private static ByteBucket? Fit(ByteBucket? bucket, int? rate) =>
        rate is not { } wanted ? null : bucket?.Rate == wanted ? bucket : new ByteBucket(wanted);
}
