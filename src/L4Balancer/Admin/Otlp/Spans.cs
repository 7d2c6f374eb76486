using System.Diagnostics;

namespace L4Balancer.Admin.Otlp;

/// <summary>The source of the balancer's spans.</summary>
internal static class Spans
{
    public const string SourceName = "L4Balancer";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// Writes a span in a trace of its own for a completed operation; does nothing without a listener.
    /// </summary>
    public static void Write(
        string name, ActivityKind kind, DateTimeOffset from, DateTimeOffset to, ActivityTagsCollection tags,
        string? error = null)
    {
        // A span that began in the past must not become a child of the current activity of this thread.
        Activity.Current = null;
        using var span = Source.StartActivity(name, kind, default(ActivityContext), tags, links: null, from);
        if (span is null) return;
        if (error is not null) span.SetStatus(ActivityStatusCode.Error, error);
        span.SetEndTime(to.UtcDateTime);
    }
}
