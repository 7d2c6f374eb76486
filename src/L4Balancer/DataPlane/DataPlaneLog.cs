using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane;

/// <summary>All log lines of the data plane. Nothing is logged at information level per session.</summary>
internal static partial class DataPlaneLog
{
    [LoggerMessage(EventIds.SessionEnded, LogLevel.Debug,
        "Session of {Client} at listener {Listener} with backend {Backend} ended: {Reason}, "
        + "{Uploaded} bytes up, {Downloaded} bytes down")]
    public static partial void SessionEnded(
        this ILogger log, string client, string listener, NetAddress? backend, string reason, long uploaded,
        long downloaded);

    [LoggerMessage(EventIds.SessionBug, LogLevel.Error,
        "A session was ended because of a bug in the balancer; please report it")]
    public static partial void SessionBug(this ILogger log, Exception exception);

    [LoggerMessage(EventIds.LoopBug, LogLevel.Error,
        "An event loop caught a bug of the balancer and goes on; please report it")]
    public static partial void LoopBug(this ILogger log, Exception exception);

    [LoggerMessage(EventIds.AcceptPaused, LogLevel.Warning,
        "Accepting on {Address} paused: {Cause}; clients wait in the kernel's queue until resources are available")]
    public static partial void AcceptPaused(this ILogger log, BindAddress address, string cause);

    [LoggerMessage(EventIds.AcceptFailed, LogLevel.Critical, "Accepting on {Address} failed permanently: {Cause}")]
    public static partial void AcceptFailed(this ILogger log, BindAddress address, string cause);

    [LoggerMessage(EventIds.AcceptLoopBug, LogLevel.Critical,
        "Accepting on {Address} ended because of a bug of the balancer; nobody is accepted there before a restart, "
        + "which systemd's watchdog does")]
    public static partial void AcceptLoopBug(this ILogger log, BindAddress address, Exception exception);

    [LoggerMessage(EventIds.LoopFailed, LogLevel.Critical,
        "Event loop {Loop} failed; the process ends so that it can be started again")]
    public static partial void LoopFailed(this ILogger log, int loop, Exception exception);

    [LoggerMessage(EventIds.ConnectAttemptFailed, LogLevel.Debug,
        "Connecting to backend {Backend} of pool {Pool} failed: {Cause}")]
    public static partial void ConnectAttemptFailed(this ILogger log, string pool, NetAddress backend, string cause);

    [LoggerMessage(EventIds.LocalShortage, LogLevel.Warning,
        "This machine could not connect to backend {Backend} of pool {Pool}: {Cause}; this does not count against the "
        + "backend")]
    public static partial void LocalShortage(this ILogger log, string pool, NetAddress backend, string cause);

    [LoggerMessage(EventIds.BackendRefused, LogLevel.Warning,
        "Backend {Backend} of pool {Pool} {Cause}; this does not count against it")]
    public static partial void BackendRefused(this ILogger log, string pool, NetAddress backend, string cause);

    /// <summary>A warning where a client sent what it should not: that is seldom on purpose.</summary>
    [LoggerMessage(EventId = EventIds.ClientsRefused, Message =
        "Listener {Listener} refused {Clients} in the last {Seconds} s: {Reasons}{Sources}{Example}")]
    public static partial void ClientsRefused(
        this ILogger log, LogLevel level, string listener, string clients, int seconds, string reasons, string sources,
        string example);

    [LoggerMessage(EventIds.SourceSkipped, LogLevel.Warning,
        "Connecting to backend {Backend} of pool {Pool}: {Cause}; trying the next one")]
    public static partial void SourceSkipped(this ILogger log, string pool, NetAddress backend, string cause);

    [LoggerMessage(EventIds.CongestionRefused, LogLevel.Warning,
        "Connections use the kernel's congestion control instead of {Name}: {Cause}")]
    public static partial void CongestionRefused(this ILogger log, string name, string cause);

    [LoggerMessage(EventIds.NoMptcp, LogLevel.Warning,
        "{Address} accepts plain TCP only, without Multipath TCP: {Cause}")]
    public static partial void NoMptcp(this ILogger log, BindAddress address, string cause);

    [LoggerMessage(EventIds.ListenOptionRefused, LogLevel.Warning, "{Address} keeps its options: {Cause}")]
    public static partial void ListenOptionRefused(this ILogger log, BindAddress address, string cause);

    [LoggerMessage(EventIds.FewerSockets, LogLevel.Warning,
        "{Address} has fewer listening sockets than there are workers, which then share clients: {Cause}")]
    public static partial void FewerSockets(this ILogger log, BindAddress address, string cause);

    [LoggerMessage(EventIds.NoNativeEngine, LogLevel.Warning,
        "The native engine cannot run here: {Cause}; falling back to the portable engine, at about twice the CPU")]
    public static partial void NoNativeEngine(this ILogger log, string cause);

    [LoggerMessage(EventIds.NoSplice, LogLevel.Warning,
        "Splicing is not available here: {Cause}; data is copied")]
    public static partial void NoSplice(this ILogger log, string cause);
}
