using L4Balancer.Core;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Probes;

/// <summary>All log lines of the probes. The control loop logs what an outcome means for a backend.</summary>
internal static partial class ProbesLog
{
    /// <summary>How often a lasting shortage is logged.</summary>
    public static readonly TimeSpan ShortagePause = TimeSpan.FromSeconds(10);

    [LoggerMessage(EventIds.ProbeShortage, LogLevel.Warning,
        "Backend {Backend} could not be probed: {Cause}; this does not count against it")]
    public static partial void ProbeShortage(this ILogger log, NetAddress backend, string cause);

    [LoggerMessage(EventIds.ProbeFileOpen, LogLevel.Warning, "{Warning}")]
    public static partial void ProbeFileOpen(this ILogger log, string warning);

    [LoggerMessage(EventIds.ProbeNotPrimary, LogLevel.Warning,
        "Backend {Backend} calls itself primary, but {Says}; it counts as a replica")]
    public static partial void NotThePrimary(this ILogger log, NetAddress backend, string says);
}
