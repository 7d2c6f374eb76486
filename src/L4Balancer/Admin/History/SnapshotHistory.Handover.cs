using L4Balancer.Core;

namespace L4Balancer.Admin.History;

/// <content>The history goes on in another process.</content>
public sealed partial class SnapshotHistory
{
    /// <summary>Another one is not read, and the history begins anew.</summary>
    private const int Form = 1;

    /// <summary>More steps than a process takes in its life.</summary>
    private const long StepMax = int.MaxValue;

    /// <summary>Everything that is kept, for <see cref="Load"/>.</summary>
    public ReadOnlyMemory<byte> Save()
    {
        using var to = new HistoryWriter();
        lock (_sync)
        {
            to.Write(Form);
            to.Write(step.Ticks);
            to.Write(_step + 1);
            to.Write(_last);
            _base.Save(to);

            // Those of pools first.
            var some = _rings.OrderBy(r => r.Key.Backend is not null).Take(Limits.HistorySavedMax).ToArray();
            to.Write(some.Length);
            foreach (var ((pool, backend), ring) in some)
            {
                to.Write(pool);
                to.Write(backend ?? "");
                ring.Save(to, Write);
            }

            _responses.Save(to);
        }

        return to.Bytes;
    }

    /// <summary>
    /// Goes on with the history of another process, instead of what was loaded before; before the first snapshot.
    /// </summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public void Load(ReadOnlyMemory<byte> saved)
    {
        using var from = new HistoryReader(saved);
        try
        {
            lock (_sync) LoadFrom(from);
        }
        catch (IOException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private void LoadFrom(HistoryReader from)
    {
        if (_isOwn || from.ReadNumber() != Form || from.ReadNumber() != step.Ticks) return;
        _rings.Clear();
        _responses.Clear();
        _step = from.ReadNumber(StepMax) - 1;
        _last = from.ReadCounts();
        _base.Load(from);
        for (var left = from.ReadNumber(Limits.HistorySavedMax); left > 0; left--)
        {
            var (pool, backend) = (from.ReadText(), from.ReadText());
            var ring = new SeriesRing<HistoryPoint>(_points);
            _rings[(pool, backend.Length == 0 ? null : backend)] = ring;
            ring.Load(from, _step, Read);
        }

        _responses.Load(from, _step);
    }

    private static void Write(HistoryWriter to, HistoryPoint point)
    {
        // What is unknown is no number.
        to.Write(point.SessionsPerSecond ?? float.NaN);
        to.Write(point.Active + 1L ?? 0);
        to.Write(point.BytesPerSecond ?? float.NaN);
        to.Write(point.ConnectP50 ?? float.NaN);
        to.Write(point.ConnectP99 ?? float.NaN);
    }

    private static HistoryPoint Read(HistoryReader from) =>
        new(Known(from), Count(from), Known(from), Known(from), Known(from));

    private static int? Count(HistoryReader from) =>
        from.ReadNumber(int.MaxValue) is > 0 and var known ? (int)known - 1 : null;

    private static float? Known(HistoryReader from) =>
        from.ReadFloat() is var number && float.IsFinite(number) ? number : null;
}
