namespace L4Balancer.Cli.Top;

/// <summary>A backend on the screen. Rates are per second, connect times in seconds since the last snapshot.</summary>
internal sealed record TopRow
{
    public required string Pool { get; init; }

    public required string Address { get; init; }

    public required string Health { get; init; }

    public required string Intent { get; init; }

    public required int Tier { get; init; }

    public required int Weight { get; init; }

    public required int Active { get; init; }

    public required double SessionsPerSecond { get; init; }

    public required double UploadPerSecond { get; init; }

    public required double DownloadPerSecond { get; init; }

    /// <summary>Null while nothing has connected.</summary>
    public double? ConnectP50 { get; init; }

    public double? ConnectP99 { get; init; }

    /// <summary>Sessions per second over the last minute, oldest first.</summary>
    public required IReadOnlyList<double> History { get; init; }

    public string Name => $"{Pool}/{Address}";
}
