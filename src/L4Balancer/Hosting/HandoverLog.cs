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

    [LoggerMessage(EventIds.TookOver, LogLevel.Information,
        "Took over {Sessions} sessions from process {Predecessor}")]
    public static partial void TookOver(this ILogger log, int sessions, int predecessor);

    [LoggerMessage(EventIds.NoTotals, LogLevel.Warning,
        "Process {Predecessor} has not sent its last figures: {Cause}. Counters go on from those that it sent before")]
    public static partial void NoTotals(this ILogger log, int predecessor, string cause);
}
