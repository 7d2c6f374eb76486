using L4Balancer.Admin.Model;

namespace L4Balancer.Cli.Top;

/// <summary>The screen's data for one second.</summary>
/// <param name="LoopLoad">The utilisation of each loop, 0 to 1.</param>
internal sealed record TopMoment(
    BalancerSnapshot Balancer, double SessionsPerSecond, double UploadPerSecond, double DownloadPerSecond,
    IReadOnlyList<double> LoopLoad, IReadOnlyList<TopRow> Rows);
