using L4Balancer.Core.Config;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>Log events of handovers.</summary>
internal static partial class HandoverLog
{
    [LoggerMessage(EventIds.HandingOver, LogLevel.Information, "Starting {Program} to hand over to it")]
    public static partial void HandingOver(this ILogger log, string program);

    [LoggerMessage(EventIds.HandedOver, LogLevel.Information,
        "Process {Successor} has taken over {Sessions} sessions, which paused for {Milliseconds} ms ({Stopping} to "
        + "stop, {Sending} to send, {Receiving} to take in, {Arriving} to go on); this one ends")]
    public static partial void HandedOver(
        this ILogger log, int successor, int sessions, double milliseconds, double stopping, double sending,
        double receiving, double arriving);

    [LoggerMessage(EventIds.HandoverFailed, LogLevel.Error,
        "No successor has taken over, and this process goes on: {Cause}")]
    public static partial void HandoverFailed(this ILogger log, string cause);

    [LoggerMessage(EventIds.HandoverLost, LogLevel.Error,
        "The successor was ended just when it had taken over, and nobody knows what it has moved: the sessions end "
        + "with this process ({Cause})")]
    public static partial void HandoverLost(this ILogger log, string cause);

    [LoggerMessage(EventIds.TookOver, LogLevel.Information,
        "Took over {Sessions} sessions from process {Predecessor}")]
    public static partial void TookOver(this ILogger log, int sessions, int predecessor);

    [LoggerMessage(EventIds.NoTotals, LogLevel.Warning,
        "Process {Predecessor} has not sent its last figures: {Cause}. Counters go on from those that it sent before")]
    public static partial void NoTotals(this ILogger log, int predecessor, string cause);

    [LoggerMessage(EventIds.HandedListenersOver, LogLevel.Warning,
        "Process {Successor} accepts clients from here on, but cannot take the sessions over: {Cause}. This one ends "
        + "with its {Sessions} sessions, after {Grace} at the latest")]
    public static partial void HandedListenersOver(
        this ILogger log, int successor, int sessions, TimeSpan grace, string cause);

    [LoggerMessage(EventIds.TookListenersOver, LogLevel.Warning,
        "Accepts clients in place of process {Predecessor}, which keeps its sessions: {Cause}")]
    public static partial void TookListenersOver(this ILogger log, int predecessor, string cause);

    [LoggerMessage(EventIds.SessionsKept, LogLevel.Information,
        "systemd keeps {Sessions} sessions for the next process; this one ends")]
    public static partial void SessionsKept(this ILogger log, int sessions);

    [LoggerMessage(EventIds.SessionsNotKept, LogLevel.Warning,
        "The sessions cannot be kept for a restart and are drained: {Cause}")]
    public static partial void SessionsNotKept(this ILogger log, string cause);

    [LoggerMessage(EventIds.SessionsRestored, LogLevel.Information,
        "{Sessions} sessions go on after a restart, for which they paused {Milliseconds} ms")]
    public static partial void SessionsRestored(this ILogger log, int sessions, long milliseconds);

    [LoggerMessage(EventIds.SessionsLost, LogLevel.Error,
        "{Sessions} sessions that were kept for this process have ended: {Cause}")]
    public static partial void SessionsLost(this ILogger log, int sessions, string cause);

    [LoggerMessage(EventIds.MemoryLost, LogLevel.Warning,
        "A part of what the process before knew is lost: {Cause}")]
    public static partial void MemoryLost(this ILogger log, string cause);

    [LoggerMessage(EventIds.NotStored, LogLevel.Warning,
        "Listener {Listener}: systemd does not keep the sockets of {Address} over a restart, whose name is too long")]
    public static partial void NotStored(this ILogger log, string listener, BindAddress address);
}
