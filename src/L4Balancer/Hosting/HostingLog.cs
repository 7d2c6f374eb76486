using L4Balancer.Core;
using L4Balancer.DataPlane;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>The log messages about the life of the daemon.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(EventIds.Started, LogLevel.Information,
        "L4Balancer {Version} serves with the {Engine} engine, at most {Sessions} sessions (from the limit of open "
        + "files)")]
    public static partial void Started(this ILogger log, string version, string engine, int sessions);

    /// <summary>
    /// Logs new listening addresses: a port chosen by the kernel appears nowhere else.
    /// </summary>
    public static void Listening(this ILogger log, Balancer balancer, IReadOnlyList<BoundListener> before)
    {
        foreach (var bound in balancer.Engine.Bound)
        {
            if (!before.Contains(bound)) log.Listening(bound.Listener, bound.Actual);
        }
    }

    [LoggerMessage(EventIds.Listening, LogLevel.Information, "Listener {Listener} accepts on {Address}")]
    public static partial void Listening(this ILogger log, string listener, NetAddress address);

    [LoggerMessage(EventIds.Stopping, LogLevel.Information,
        "Stopping: {Sessions} running sessions may continue for up to {Grace}")]
    public static partial void Stopping(this ILogger log, int sessions, TimeSpan grace);

    [LoggerMessage(EventIds.GraceOver, LogLevel.Warning, "Ended {Sessions} sessions that outlived shutdown-grace")]
    public static partial void GraceOver(this ILogger log, int sessions);

    [LoggerMessage(EventIds.StopAtOnce, LogLevel.Warning,
        "Second stop signal: ending all running sessions now")]
    public static partial void StopAtOnce(this ILogger log);

    [LoggerMessage(EventIds.Stopped, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(EventIds.AdminWarm, LogLevel.Debug,
        "Loaded everything that the admin side needs")]
    public static partial void AdminWarm(this ILogger log);

    [LoggerMessage(EventIds.ReloadDone, LogLevel.Information, "Reloaded {File}")]
    public static partial void ReloadDone(this ILogger log, string file);

    [LoggerMessage(EventIds.ReloadRefused, LogLevel.Error,
        "{File} was not reloaded, {Errors}: the old configuration stays in effect")]
    public static partial void ReloadRefused(this ILogger log, string file, string errors);

    [LoggerMessage(EventIds.ConfigProblem, LogLevel.Error, "{Problem}")]
    public static partial void ConfigError(this ILogger log, string problem);

    [LoggerMessage(EventIds.ConfigWarning, LogLevel.Warning, "{Problem}")]
    public static partial void ConfigWarning(this ILogger log, string problem);

    [LoggerMessage(EventIds.NeedsRestart, LogLevel.Warning,
        "The change of {Keys} takes effect with an upgrade (`l4balancer upgrade`, SIGUSR2) or a restart")]
    public static partial void NeedsRestart(this ILogger log, string keys);

    [LoggerMessage(EventIds.WatchdogStarved, LogLevel.Critical,
        "A loop is not running; systemd will restart the daemon if this lasts {Interval}")]
    public static partial void WatchdogStarved(this ILogger log, TimeSpan interval);

    [LoggerMessage(EventIds.NotifyFailed, LogLevel.Warning, "systemd could not be notified: {Cause}")]
    public static partial void NotifyFailed(this ILogger log, string cause);

    [LoggerMessage(EventIds.AccessLogReopened, LogLevel.Information, "Reopening the access log")]
    public static partial void AccessLogReopened(this ILogger log);

    [LoggerMessage(EventIds.AdminRestartFailed, LogLevel.Error, "The admin side could not be reconfigured: {Problem}")]
    public static partial void AdminRestartFailed(this ILogger log, string problem);
}
