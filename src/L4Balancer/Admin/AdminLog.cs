using System.Net;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin;

/// <summary>The log messages of the admin side.</summary>
internal static partial class AdminLog
{
    [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "{Method} {Path} failed; this is a bug in the balancer")]
    public static partial void RequestFailed(this ILogger log, string method, string path, Exception exception);

    [LoggerMessage(EventIds.AdminListening, LogLevel.Information, "The admin side listens on {Address}")]
    public static partial void AdminListening(this ILogger log, string address);

    [LoggerMessage(EventIds.TokenFileOpen, LogLevel.Warning,
        "Other users can read {File}, which contains a secret of the admin side (mode {Mode}; should be 0600)")]
    public static partial void TokenFileOpen(this ILogger log, string file, string mode);

    [LoggerMessage(EventIds.WrongToken, LogLevel.Warning, "{Client} sent a wrong token to the admin side")]
    public static partial void WrongToken(this ILogger log, IPAddress client);

    [LoggerMessage(EventIds.AdminCrowded, LogLevel.Warning,
        "The admin side has reached the limit of {Count} connections at {Address}, some of them from {Client}: "
        + "{Outcome}")]
    public static partial void AdminCrowded(
        this ILogger log, string address, int count, IPAddress client, string outcome);
}
