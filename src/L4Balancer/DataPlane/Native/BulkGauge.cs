using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Decides, read by read, whether a direction is better spliced than copied. A splice saves two copies and costs one
/// more call and the pipe's own work, so it pays from a certain size on; docs/benchmarks.md has the crossing.
/// </summary>
/// <remarks>
/// It goes by the average of the last reads, because one message often takes two: a large read and its rest, which
/// alone would look like an interactive session.
/// </remarks>
internal struct BulkGauge
{
    /// <summary>
    /// A copied direction is spliced from this average on: measured, a splice and a copy cost the same at about 8 to
    /// 16 KiB a message.
    /// </summary>
    private const int SpliceFrom = 12 * 1024;

    /// <summary>A spliced one is copied again below this: so far apart, that it does not go to and fro.</summary>
    private const int CopyBelow = 6 * 1024;

    /// <summary>The weight of the newest read is 1 of so many.</summary>
    private const int Memory = 4;

    private readonly RelayKind _kind;
    private int _average;

    public BulkGauge(RelayKind kind)
    {
        _kind = kind;
        IsBulk = kind == RelayKind.Splice;
    }

    /// <summary>Goes on where another one was.</summary>
    public BulkGauge(GaugeState state) => (_kind, _average, IsBulk) = (state.Kind, state.Average, state.IsBulk);

    public readonly GaugeState State => new(_kind, _average, IsBulk);

    /// <summary>True when the next read is to be spliced.</summary>
    public bool IsBulk { get; private set; }

    /// <summary>A read gave so many bytes.</summary>
    public void Count(int bytes)
    {
        if (_kind != RelayKind.Adaptive) return;
        _average += (bytes - _average) / Memory;
        IsBulk = _average >= (IsBulk ? CopyBelow : SpliceFrom);
    }
}
