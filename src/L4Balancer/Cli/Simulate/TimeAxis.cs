using L4Balancer.Core.Config;

namespace L4Balancer.Cli.Simulate;

/// <summary>From times to places in a picture.</summary>
internal readonly struct TimeAxis(TimeSpan duration, double left, double width)
{
    private const int MarksMax = 12;

    private static readonly int[] StepSeconds =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600];

    public (double X, double Width) Span(TimeSpan from, TimeSpan until) =>
        (XOf(from), Math.Max(0.5, XOf(until) - XOf(from)));

    /// <summary>Round times along the axis.</summary>
    public IEnumerable<(double X, string Text)> Marks()
    {
        var seconds = duration.TotalSeconds;
        var step = TimeSpan.FromSeconds(StepSeconds.FirstOrDefault(s => seconds / s <= MarksMax, StepSeconds[^1]));
        for (var at = TimeSpan.Zero; at <= duration; at += step) yield return (XOf(at), Durations.Format(at));
    }

    private double XOf(TimeSpan at) => left + width * (at / duration);
}
