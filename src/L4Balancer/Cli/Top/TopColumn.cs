using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Top;

/// <summary>A column of the screen.</summary>
/// <param name="Width">Its width in characters; the name and the sparkline share the rest.</param>
/// <param name="Text">The text shown for a backend.</param>
/// <param name="Order">The sort order: numbers have the largest first.</param>
internal sealed record TopColumn(
    string Title, int Width, Func<TopRow, string> Text, Comparison<TopRow> Order, bool IsRight = true)
{
    /// <summary>In the order of the screen; the first is the name, whose width is a minimum.</summary>
    public static IReadOnlyList<TopColumn> All { get; } =
    [
        new("BACKEND", 14, r => r.Name, (a, b) => string.CompareOrdinal(a.Name, b.Name), IsRight: false),
        new("STATE", 5, r => r.Health == "unknown" ? "?" : r.Health, (a, b) => Rank(a).CompareTo(Rank(b)), false),
        new("WANT", 5, IntentOf, (a, b) => string.CompareOrdinal(a.Intent, b.Intent), false),
        new("T", 2, r => $"{r.Tier}", (a, b) => a.Tier.CompareTo(b.Tier)),
        new("WT", 4, r => $"{r.Weight}", (a, b) => b.Weight.CompareTo(a.Weight)),
        new("SESS", 5, r => Figures.Count(r.Active), (a, b) => b.Active.CompareTo(a.Active)),
        new("NEW/s", 5, r => Figures.Count(r.SessionsPerSecond), Falling(r => r.SessionsPerSecond)),
        new("UP/s", 5, r => Figures.Bytes(r.UploadPerSecond), Falling(r => r.UploadPerSecond)),
        new("DN/s", 5, r => Figures.Bytes(r.DownloadPerSecond), Falling(r => r.DownloadPerSecond)),
        new("P50", 5, r => Figures.Latency(r.ConnectP50), Falling(r => r.ConnectP50 ?? -1)),
        new("P99", 5, r => Figures.Latency(r.ConnectP99), Falling(r => r.ConnectP99 ?? -1)),
    ];

    private static string IntentOf(TopRow row) => row.Intent switch { "maintenance" => "maint", var intent => intent };

    /// <summary>Problems come first.</summary>
    private static int Rank(TopRow row) => row.Health switch { "down" => 0, "unknown" => 1, _ => 2 };

    private static Comparison<TopRow> Falling(Func<TopRow, double> figure) => (a, b) => figure(b).CompareTo(figure(a));
}
