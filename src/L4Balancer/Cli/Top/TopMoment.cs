using L4Balancer.Admin.Model;

namespace L4Balancer.Cli.Top;

/// <summary>What the screen shows of one second.</summary>
/// <param name="LoopLoad">The share of the time that each loop worked, 0 to 1.</param>
internal sealed record TopMoment(
    BalancerSnapshot Balancer, double SessionsPerSecond, double UploadPerSecond, double DownloadPerSecond,
    IReadOnlyList<double> LoopLoad, IReadOnlyList<TopRow> Rows);
