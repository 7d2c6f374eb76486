using L4Balancer.Admin.Model;
using L4Balancer.Core;
using L4Balancer.Core.Capacity;

namespace L4Balancer.Admin.History;

/// <summary>The mean response time of a step, in seconds, and the answers per second; all zero is unknown.</summary>
internal readonly record struct ResponsePoint(float Response, float AnswersPerSecond);

/// <summary>
/// The response times of each backend that answered in the last 15 minutes, up to
/// <see cref="Limits.HistoryResponsesMax"/> backends; the others cost nothing. Not thread-safe.
/// </summary>
internal sealed class ResponseHistory(int points)
{
    /// <summary>The steps that say how slow a backend is now: a minute.</summary>
    private const int RecentSteps = 12;

    private readonly Dictionary<(string Pool, string Backend), SeriesRing<ResponsePoint>> _rings = [];

    public void Add(
        long step, (string Pool, string Backend) key, BackendCount before, BackendCount now, double seconds)
    {
        if (PointOf(before.Responses, now.Responses, seconds) is not { } point) return;
        if (!_rings.TryGetValue(key, out var ring))
        {
            if (_rings.Count >= Limits.HistoryResponsesMax) return;
            _rings[key] = ring = new SeriesRing<ResponsePoint>(points);
        }

        ring.Put(step, point);
    }

    /// <summary>Removes what has no point in the whole period.</summary>
    public void Forget(long step)
    {
        foreach (var (key, ring) in _rings)
        {
            if (ring.LastStep <= step - points) _rings.Remove(key);
        }
    }

    public void Clear() => _rings.Clear();

    public void Save(HistoryWriter to)
    {
        to.Write(_rings.Count);
        foreach (var ((pool, backend), ring) in _rings)
        {
            to.Write(pool);
            to.Write(backend);
            ring.Save(to, static (to, point) =>
            {
                to.Write(point.Response);
                to.Write(point.AnswersPerSecond);
            });
        }
    }

    public void Load(HistoryReader from, long step)
    {
        for (var left = from.ReadNumber(Limits.HistoryResponsesMax); left > 0; left--)
        {
            var ring = new SeriesRing<ResponsePoint>(points);
            _rings[(from.ReadText(), from.ReadText())] = ring;
            ring.Load(from, step, static from => new ResponsePoint(from.ReadFloat(), from.ReadFloat()));
        }
    }

    /// <summary>Response time by load, of the steps with enough answers for a mean.</summary>
    public CurvePoint[] CurveOf(string pool, string backend, long step, double stepSeconds)
    {
        if (!_rings.TryGetValue((pool, backend), out var ring)) return [];
        var curve = new List<CurvePoint>();
        for (var at = Math.Max(0, step - points + 1); at <= step; at++)
        {
            var point = ring.At(at);
            if (point.AnswersPerSecond * stepSeconds >= ResponseCurve.AnswersMin)
                curve.Add(new CurvePoint(point.AnswersPerSecond, point.Response));
        }

        return [.. curve];
    }

    /// <param name="pool">Null is all pools.</param>
    /// <param name="limit">If there are more backends, the slowest now are chosen.</param>
    public (int Left, IReadOnlyList<ResponseSeries> Series) Report(string? pool, int limit, long step)
    {
        var wanted = _rings.Where(r => pool is null || r.Key.Pool == pool).ToArray();
        var chosen = wanted.Length <= limit
            ? wanted
            : wanted.OrderByDescending(r => RecentOf(r.Value, step)).Take(limit);
        return (Math.Max(0, wanted.Length - limit), [
            .. chosen.OrderBy(r => r.Key.Pool, StringComparer.Ordinal)
                .ThenBy(r => r.Key.Backend, StringComparer.Ordinal)
                .Select(r => new ResponseSeries(r.Key.Pool, r.Key.Backend, [.. ValuesOf(r.Value, step)])),
        ]);
    }

    private static ResponsePoint? PointOf(HistogramSnapshot? before, HistogramSnapshot? now, double seconds)
    {
        if (now is null || seconds <= 0) return null;
        var (answers, sum) = (now.Counts.Sum() - (before?.Counts.Sum() ?? 0), now.Sum - (before?.Sum ?? 0));
        return answers > 0 && sum > 0 ? new ResponsePoint((float)(sum / answers), (float)(answers / seconds)) : null;
    }

    private static float RecentOf(SeriesRing<ResponsePoint> ring, long step)
    {
        var most = 0f;
        for (var at = step - RecentSteps + 1; at <= step; at++) most = Math.Max(most, ring.At(at).Response);
        return most;
    }

    private IEnumerable<double?> ValuesOf(SeriesRing<ResponsePoint> ring, long step)
    {
        for (var at = Math.Max(0, step - points + 1); at <= step; at++)
            yield return ring.At(at).Response is > 0 and var known ? Math.Round(known, 6) : null;
    }
}

/// <summary>Response times of the last 15 minutes: one value per step, oldest first.</summary>
/// <param name="Left">How many more backends have answered; the slowest are shown.</param>
public sealed record ResponseReport(
    double StepSeconds, DateTimeOffset To, int Left, IReadOnlyList<ResponseSeries> Series);

/// <param name="ResponseTime">The mean of each step in seconds; null if nothing answered in it.</param>
public sealed record ResponseSeries(string Pool, string Backend, IReadOnlyList<double?> ResponseTime);
