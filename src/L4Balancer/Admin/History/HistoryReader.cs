using System.Text;
using L4Balancer.Admin.Model;
using L4Balancer.Core;

namespace L4Balancer.Admin.History;

/// <summary>Reads what <see cref="HistoryWriter"/> wrote.</summary>
/// <remarks>Every method throws a <see cref="FormatException"/> if that makes no sense, or an
/// <see cref="IOException"/> if it is cut off.</remarks>
internal sealed class HistoryReader(ReadOnlyMemory<byte> bytes) : IDisposable
{
    private const int BucketsMax = 64;

    private readonly BinaryReader _from = new(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
    private readonly List<string> _texts = [];

    /// <param name="max">It is 0 up to this.</param>
    public long ReadNumber(long max = long.MaxValue / 4)
    {
        var number = _from.Read7BitEncodedInt64();
        return number >= 0 && number <= max ? number : throw new FormatException($"{number} makes no sense");
    }

    public float ReadFloat() => _from.ReadSingle();

    public string ReadText()
    {
        if ((int)ReadNumber(_texts.Count) is > 0 and var known) return _texts[known - 1];
        var text = _from.ReadString();
        _texts.Add(text);
        return text;
    }

    public BackendCounts? ReadCounts()
    {
        var ticks = ReadNumber(DateTimeOffset.MaxValue.UtcTicks);
        if (ticks == 0) return null;
        var all = new Dictionary<(string, string), BackendCount>();
        for (var left = ReadNumber(Limits.HistoryResponsesMax); left > 0; left--)
        {
            var key = (ReadText(), ReadText());
            var (picks, moved) = (ReadNumber(), ReadNumber());
            all[key] = new BackendCount(
                picks, moved, ReadHistogram() ?? throw new FormatException("connect times are missing"),
                ReadHistogram());
        }

        return new BackendCounts(new DateTimeOffset(ticks, TimeSpan.Zero), all);
    }

    public void Dispose() => _from.Dispose();

    private HistogramSnapshot? ReadHistogram()
    {
        var buckets = (int)ReadNumber(BucketsMax);
        if (buckets == 0) return null;
        var (bounds, counts) = (new double[buckets - 1], new long[buckets]);
        for (var i = 0; i < bounds.Length; i++) bounds[i] = _from.ReadSingle();
        for (var i = 0; i < counts.Length; i++) counts[i] = ReadNumber();
        return new HistogramSnapshot { Bounds = bounds, Counts = counts, Sum = _from.ReadDouble() };
    }
}
