using System.Diagnostics;

namespace L4Balancer.Admin.Otlp;

/// <summary>Where the spans of the balancer come from.</summary>
internal static class Spans
{
    public const string SourceName = "L4Balancer";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// Writes a span of its own trace for something that is over; nothing while nobody listens.
    /// </summary>
    public static void Write(
        string name, ActivityKind kind, DateTimeOffset from, DateTimeOffset to, ActivityTagsCollection tags,
        string? error = null)
    {
        // A span that began in the past must not become a child of whatever runs on this thread.
        Activity.Current = null;
        using var span = Source.StartActivity(name, kind, default(ActivityContext), tags, links: null, from);
        if (span is null) return;
        if (error is not null) span.SetStatus(ActivityStatusCode.Error, error);
        span.SetEndTime(to.UtcDateTime);
    }
}
