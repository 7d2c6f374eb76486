using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting.Hooks;

/// <summary>The log messages about hooks. None has the command or the URL: both may contain a secret.</summary>
internal static partial class HooksLog
{
    [LoggerMessage(EventIds.HookSucceeded, LogLevel.Information,
        "Hook {Hook} for event {Id} ({Kind}) succeeded after {Seconds:0.0} s{Output}")]
    public static partial void HookSucceeded(
        this ILogger log, string hook, long id, string kind, double seconds, string output);

    [LoggerMessage(EventIds.HookFailed, LogLevel.Warning,
        "Hook {Hook} for event {Id} ({Kind}) failed after {Seconds:0.0} s: {Cause}{Output}")]
    public static partial void HookFailed(
        this ILogger log, string hook, long id, string kind, double seconds, string cause, string output);

    [LoggerMessage(EventIds.HookDropped, LogLevel.Warning,
        "Hook {Hook} is too slow: {Waiting} events wait for it, and {Dropped} were dropped so far")]
    public static partial void HookDropped(this ILogger log, string hook, int waiting, long dropped);
}
