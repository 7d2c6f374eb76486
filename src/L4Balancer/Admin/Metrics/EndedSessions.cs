using L4Balancer.Core.Sessions;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// Ended sessions by close reason. Except for backends, every reason has a series from the start, so that the
/// first session that ends for a reason shows as an increase; a backend has only reasons that have occurred.
/// </summary>
internal static class EndedSessions
{
    private static readonly string[] Words = [.. CloseReasons.All.Select(reason => reason.Word())];

    public static void ReadAll(IReadOnlyDictionary<string, long> ended, IMetricSink to)
    {
        foreach (var word in Words) to.Add(ended.GetValueOrDefault(word), word);
    }

    public static void ReadAll(string of, IReadOnlyDictionary<string, long> ended, IMetricSink to)
    {
        foreach (var word in Words) to.Add(ended.GetValueOrDefault(word), of, word);
    }

    public static void ReadOccurred(
        string pool, string backend, IReadOnlyDictionary<string, long> ended, IMetricSink to)
    {
        foreach (var (word, count) in ended) to.Add(count, pool, backend, word);
    }
}
