using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Telemetry.Access;

/// <summary>Creates the target for the text of <c>access-log.to</c>.</summary>
internal static class LogTargets
{
    private const string Syslog = "syslog";
    private const string SyslogAt = Syslog + ":";
    private const string Unix = "unix:";

    /// <param name="to">The text, already validated.</param>
    public static ILogTarget Create(string to, TimeProvider time, Func<string, SafeFileHandle> openFile) => to switch
    {
        "stdout" => new StdoutTarget(),
        Syslog => SyslogTarget.ToSocket(to, "/dev/log", time),
        _ when to.StartsWith(SyslogAt, StringComparison.Ordinal) => SyslogAtAddress(to, to[SyslogAt.Length..], time),
        _ => new FileTarget(to, openFile),
    };

    private static SyslogTarget SyslogAtAddress(string to, string address, TimeProvider time)
    {
        if (address.StartsWith(Unix, StringComparison.Ordinal))
            return SyslogTarget.ToSocket(to, address[Unix.Length..], time);
        var colon = address.LastIndexOf(':');
        var port = int.Parse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        return SyslogTarget.ToHost(to, address[..colon].Trim('[', ']'), port);
    }
}
