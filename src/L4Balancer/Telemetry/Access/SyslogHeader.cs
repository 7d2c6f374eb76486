using System.Globalization;
using System.Text;

namespace L4Balancer.Telemetry.Access;

/// <summary>The header of a syslog message: facility daemon, severity informational.</summary>
internal static class SyslogHeader
{
    /// <summary>8 times the facility (3, daemon) plus the severity (6, informational).</summary>
    private const int Priority = (3 * 8) + 6;

    private const string Tag = "l4balancer";

    /// <summary>
    /// The form that the C library writes to the local socket: RFC 3164, in local time and without a host.
    /// </summary>
    public static byte[] Local(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var time = local.ToString("MMM", CultureInfo.InvariantCulture) + $" {local.Day,2} {local:HH:mm:ss}";
        return Encoding.ASCII.GetBytes($"<{Priority}>{time} {Tag}[{Environment.ProcessId}]: ");
    }

    /// <summary>RFC 5424, for another machine.</summary>
    public static byte[] Remote(DateTimeOffset at)
    {
        Span<byte> time = stackalloc byte[32];
        var length = UtcText.Format(at, time);
        return Encoding.ASCII.GetBytes(
            $"<{Priority}>1 {Encoding.ASCII.GetString(time[..length])} {Environment.MachineName} {Tag} "
            + $"{Environment.ProcessId} session - ");
    }
}
