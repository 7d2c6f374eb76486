using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Decides, read by read, whether a direction is better spliced than copied. A splice saves two copies but costs one
/// more call and the work of the pipe, so it pays off from a certain size; docs/benchmarks.md shows the crossover.
/// </summary>
/// <remarks>
/// It uses the average of recent reads, because one message often takes two: a large read and its remainder, which
/// alone would look like an interactive session.
/// </remarks>
internal struct BulkGauge
{
    /// <summary>
    /// A copied direction is spliced from this average on: in measurements, a splice and a copy cost the same at about
    /// 8 to 16 KiB per message.
    /// </summary>
    private const int SpliceFrom = 12 * 1024;

    /// <summary>A spliced direction is copied again below this average; the wide gap prevents flapping.</summary>
    private const int CopyBelow = 6 * 1024;

    /// <summary>The newest read has a weight of 1 in this many.</summary>
    private const int Memory = 4;

    private readonly byte _kind; // A RelayKind in a byte: every session has two gauges.
    private int _average;

    public BulkGauge(RelayKind kind)
    {
        _kind = (byte)kind;
        IsBulk = kind == RelayKind.Splice;
    }

    /// <summary>Continues from the state of another gauge.</summary>
    public BulkGauge(GaugeState state) => (_kind, _average, IsBulk) = ((byte)state.Kind, state.Average, state.IsBulk);

    public readonly GaugeState State => new((RelayKind)_kind, _average, IsBulk);

    /// <summary>True when the next read is to be spliced.</summary>
    public bool IsBulk { get; private set; }

    /// <summary>Counts a read of this many bytes.</summary>
    public void Count(int bytes)
    {
        if (_kind != (byte)RelayKind.Adaptive) return;
        _average += (bytes - _average) / Memory;
        IsBulk = _average >= (IsBulk ? CopyBelow : SpliceFrom);
    }
}
