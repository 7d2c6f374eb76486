using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Top;

/// <summary>
/// A backend on the screen. Rates are per second, times in seconds; percentiles are those since the last snapshot.
/// </summary>
internal sealed record TopRow
{
    public required string Pool { get; init; }

    public required string Address { get; init; }

    /// <summary>down, ejected, suspected, up or unknown.</summary>
    public required TextCell State { get; init; }

    public required string Intent { get; init; }

    public required int Tier { get; init; }

    /// <summary>The current one.</summary>
    public required double Weight { get; init; }

    public required int Active { get; init; }

    public required double SessionsPerSecond { get; init; }

    public required double UploadPerSecond { get; init; }

    public required double DownloadPerSecond { get; init; }

    /// <summary>Why it gets fewer sessions than it could; empty if all is well.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>Null where no role is known.</summary>
    public RoleSnapshot? Role { get; init; }

    /// <summary>Null without an agent.</summary>
    public AgentSnapshot? Agent { get; init; }

    /// <summary>The peak EWMA of response times; null while nothing has answered.</summary>
    public double? Response { get; init; }

    public double? ResponseP99 { get; init; }

    /// <summary>Sessions that wait for an answer.</summary>
    public int Waiting { get; init; }

    /// <summary>How long nothing has come from it although sessions wait.</summary>
    public double? Silence { get; init; }

    /// <summary>Null while nothing has connected.</summary>
    public double? ConnectP50 { get; init; }

    public double? ConnectP99 { get; init; }

    /// <summary>Sessions per second over the last minute, oldest first.</summary>
    public required IReadOnlyList<double> History { get; init; }

    public string Name => $"{Pool}/{Address}";
}
