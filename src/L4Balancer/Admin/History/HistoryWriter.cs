using System.Text;
using L4Balancer.Admin.Model;
using L4Balancer.Core;

namespace L4Balancer.Admin.History;

/// <summary>Writes a history for another process: a number takes as few bytes as it needs, and a text is there once.
/// </summary>
internal sealed class HistoryWriter : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _to;
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);

    public HistoryWriter() => _to = new BinaryWriter(_bytes, Encoding.UTF8);

    /// <summary>What was written; until the next write.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    public void Write(long number) => _to.Write7BitEncodedInt64(number);

    public void Write(float number) => _to.Write(number);

    /// <summary>A text that was written before is its number.</summary>
    public void Write(string text)
    {
        if (_texts.TryGetValue(text, out var number))
        {
            Write(number + 1);
            return;
        }

        _texts.Add(text, _texts.Count);
        Write(0);
        _to.Write(text);
    }

    /// <summary>Of no more backends than have a history.</summary>
    public void Write(BackendCounts? counts)
    {
        Write(counts is null ? 0 : counts.At.UtcTicks);
        if (counts is null) return;
        var some = counts.All.Take(Limits.HistoryResponsesMax).ToArray();
        Write(some.Length);
        foreach (var ((pool, backend), count) in some)
        {
            Write(pool);
            Write(backend);
            Write(count.Picks);
            Write(count.Bytes);
            Write(count.Connects);
            Write(count.Responses);
        }
    }

    public void Dispose() => _to.Dispose();

    private void Write(HistogramSnapshot? histogram)
    {
        Write(histogram is null ? 0 : histogram.Counts.Count);
        if (histogram is null) return;
        foreach (var bound in histogram.Bounds) _to.Write((float)bound);
        foreach (var count in histogram.Counts) Write(count);
        _to.Write(histogram.Sum);
    }
}
