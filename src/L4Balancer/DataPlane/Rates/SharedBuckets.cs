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

    /// <summary>Sets the limits of sessions from now on; running ones keep the buckets that they have.</summary>
    public void Fit(ByteRateConfig limits)
    {
        Upload = Fit(Upload, limits.Upload);
        Download = Fit(Download, limits.Download);
    }

    private static ByteBucket? Fit(ByteBucket? bucket, int? rate) =>
        rate is not { } wanted ? null : bucket?.Rate == wanted ? bucket : new ByteBucket(wanted);
}
