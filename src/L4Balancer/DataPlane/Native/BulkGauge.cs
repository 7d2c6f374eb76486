using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Decides, read by read, whether a direction is better spliced than copied. A splice saves two copies and costs one
/// more call and the pipe's own work, so it pays from a certain size on; docs/benchmarks.md has the crossing.
/// </summary>
internal struct BulkGauge
{
    /// <summary>
    /// From this size of one read on a splice costs less than a copy, measured at 1 to 64 KiB per message.
    /// </summary>
    private const int LargeRead = 12 * 1024;

    /// <summary>So many large reads in a row, and a direction is spliced.</summary>
    private const int ReadsToSplice = 2;

    /// <summary>
    /// So many small ones in a row, and it is copied again: an answer between two requests is not the end of a bulk.
    /// </summary>
    private const int ReadsToCopy = 4;

    private readonly RelayKind _kind;
    private byte _against;

    public BulkGauge(RelayKind kind)
    {
        _kind = kind;
        IsBulk = kind == RelayKind.Splice;
    }

    /// <summary>True when the next read is to be spliced.</summary>
    public bool IsBulk { get; private set; }

    /// <summary>A read gave so many bytes.</summary>
    public void Count(int bytes)
    {
        if ((bytes >= LargeRead) == IsBulk)
        {
            _against = 0;
            return;
        }

        if (_kind != RelayKind.Adaptive) return;
        if (++_against < (IsBulk ? ReadsToCopy : ReadsToSplice)) return;
        IsBulk = !IsBulk;
        _against = 0;
    }
}
