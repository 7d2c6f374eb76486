using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Top;

/// <summary>A column of the screen.</summary>
/// <param name="Width">Its width in characters; the name and the sparkline share the rest.</param>
/// <param name="Text">The text shown for a backend.</param>
/// <param name="Order">The sort order: numbers have the largest first.</param>
internal sealed record TopColumn(
    string Title, int Width, Func<TopRow, string> Text, Comparison<TopRow> Order, bool IsRight = true)
{
    /// <summary>The narrowest terminal that shows it.</summary>
    public int ScreenMin { get; init; }

    /// <summary>Whether it is shown only if some backend has an agent.</summary>
    public bool IsOfAgents { get; init; }

    /// <summary>Whether it is shown only if some backend has a role.</summary>
    public bool IsOfRoles { get; init; }

    /// <summary>In the order of the screen; the first is the name, whose width is a minimum.</summary>
    public static IReadOnlyList<TopColumn> All { get; } =
    [
        new("BACKEND", 14, r => r.Name, (a, b) => string.CompareOrdinal(a.Name, b.Name), IsRight: false),
        new("STATE", 5, StateOf, (a, b) => Rank(a).CompareTo(Rank(b)), false),
        new("ROLE", 8, r => RoleWords.Name(r.Role), (a, b) => string.CompareOrdinal(a.Role?.Name, b.Role?.Name), false)
        {
            IsOfRoles = true,
        },
        new("LAG", 5, r => RoleWords.Lag(r.Role), Falling(r => r.Role?.Lag ?? -1)) { IsOfRoles = true, ScreenMin = 90 },
        new("WANT", 5, IntentOf, (a, b) => string.CompareOrdinal(a.Intent, b.Intent), false),
        new("T", 2, r => $"{r.Tier}", (a, b) => a.Tier.CompareTo(b.Tier)),
        new("WT", 4, r => Figures.Count(r.Weight), Falling(r => r.Weight)),
        new("AGENT", 7, r => BackendWords.Agent(r.Agent), Falling(r => r.Agent?.WeightPercent ?? -1))
        {
            IsOfAgents = true,
        },
        OfAgents("CPU", 90, a => Figures.Percent(BackendWords.Used(a.CpuIdle)), a => BackendWords.Used(a.CpuIdle)),
        OfAgents(
            "MEM", 100, a => Figures.Percent(BackendWords.Used(a.MemoryAvailable)),
            a => BackendWords.Used(a.MemoryAvailable)),
        OfAgents("LOAD", 110, a => a.Load is { } load ? Figures.Count(load) : "", a => a.Load),
        OfAgents("PSI", 120, a => Figures.Percent(BackendWords.Pressure(a)), a => BackendWords.Pressure(a)),
        new("SESS", 5, r => Figures.Count(r.Active), (a, b) => b.Active.CompareTo(a.Active)),
        new("NEW/s", 5, r => Figures.Count(r.SessionsPerSecond), Falling(r => r.SessionsPerSecond)),
        new("RESP", 5, r => Figures.Latency(r.Response), Falling(r => r.Response ?? -1)),
        new("R99", 5, r => Figures.Latency(r.ResponseP99), Falling(r => r.ResponseP99 ?? -1)) { ScreenMin = 100 },
        new("WAIT", 4, r => Figures.Count(r.Waiting), Falling(r => r.Waiting)),
        new("SILNT", 5, r => Figures.Latency(r.Silence), Falling(r => r.Silence ?? -1)) { ScreenMin = 120 },
        new("UP/s", 5, r => Figures.Bytes(r.UploadPerSecond), Falling(r => r.UploadPerSecond)) { ScreenMin = 90 },
        new("DN/s", 5, r => Figures.Bytes(r.DownloadPerSecond), Falling(r => r.DownloadPerSecond)),
        new("CONN", 5, r => Figures.Latency(r.ConnectP50), Falling(r => r.ConnectP50 ?? -1)),
        new("C99", 5, r => Figures.Latency(r.ConnectP99), Falling(r => r.ConnectP99 ?? -1)) { ScreenMin = 110 },
    ];

    /// <param name="hasAgents">Whether some backend has an agent.</param>
    /// <param name="hasRoles">Whether some backend has a role.</param>
    public bool IsShownOn(int width, bool hasAgents, bool hasRoles) =>
        width >= ScreenMin && (hasAgents || !IsOfAgents) && (hasRoles || !IsOfRoles);

    private static TopColumn OfAgents(
        string title, int screenMin, Func<AgentSnapshot, string> text, Func<AgentSnapshot, double?> order) =>
        new(
            title, 4, r => r.Agent is { } agent ? text(agent) : "",
            Falling(r => r.Agent is { } agent ? order(agent) ?? -1 : -2))
        {
            IsOfAgents = true,
            ScreenMin = screenMin,
        };

    private static string StateOf(TopRow row) => row.State.Text switch
    {
        "suspected" => "susp",
        "ejected" => "eject",
        "unknown" => "?",
        var state => state,
    };

    private static string IntentOf(TopRow row) => row.Intent switch { "maintenance" => "maint", var intent => intent };

    /// <summary>Problems come first.</summary>
    private static int Rank(TopRow row) =>
        row.State.Text switch { "down" => 0, "ejected" => 1, "suspected" => 2, "unknown" => 3, _ => 4 };

    private static Comparison<TopRow> Falling(Func<TopRow, double> figure) => (a, b) => figure(b).CompareTo(figure(a));
}
