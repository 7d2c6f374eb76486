using L4Balancer.Admin.Model;

namespace L4Balancer.Cli.Output;

/// <summary>What <c>status</c> and <c>top</c> say about roles.</summary>
internal static class RoleWords
{
    /// <summary>The role, with a question mark if the latest probe did not tell it; empty if none matters.</summary>
    public static string Name(RoleSnapshot? role) => role switch
    {
        null => "",
        { Name: "unknown" } => "?",
        { IsConfirmed: false } => role.Name + "?",
        _ => role.Name,
    };

    /// <summary>How far it is behind; empty if it is not a replica.</summary>
    public static string Lag(RoleSnapshot? role) => role is { Name: "replica" } ? Figures.Latency(role.Lag) : "";

    /// <summary>What is wrong with the role of a backend that is up, to end a sentence; null if nothing.</summary>
    public static string? Trouble(BackendSnapshot backend) => backend.Role switch
    {
        _ when backend.Health == "down" => null,
        { Fit: "lagging", Lag: { } lag } => $"is {Figures.Latency(lag)} behind its primary, more than max-lag",
        { Fit: "lagging" } => "is a replica, and how far it is behind its primary is unknown",
        { Fit: "contested" } => "says that it is the primary, as another one does",
        { Fit: "unknown" } when backend.Health == "up" => "does not tell its role",
        _ => null,
    };

    /// <summary>What is wrong with the roles of a pool; null if nothing.</summary>
    public static string? Trouble(PoolSnapshot pool, DateTimeOffset now)
    {
        if (pool.SplitSince is { } since) return $"split brain for {Figures.Duration(now - since)}: several primaries";
        if (pool.Eligible > 0) return null;
        return pool.Role switch
        {
            "primary" => "no backend that is eligible is the primary",
            "replica" => "no backend that is eligible is a replica",
            _ => null,
        };
    }
}
