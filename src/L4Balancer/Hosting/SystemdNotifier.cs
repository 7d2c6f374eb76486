using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>
/// Tells systemd how the service is, as sd_notify(3) does: datagrams to the socket in NOTIFY_SOCKET. Without systemd it
/// does nothing.
/// </summary>
public sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _address;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <param name="environment">Reads a variable of the environment; null when it is not set.</param>
    public SystemdNotifier(Func<string, string?> environment, TimeProvider time, ILogger log)
    {
        (_time, _log) = (time, log);
        WatchdogInterval = ReadWatchdog(environment);
        if (environment("NOTIFY_SOCKET") is not { Length: > 1 } path) return;

        // A leading @ is how systemd writes the zero byte of an abstract address.
        _address = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    }

    /// <summary>
    /// Within this time systemd wants to hear that the service is alive; null when there is no watchdog.
    /// </summary>
    public TimeSpan? WatchdogInterval { get; }

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>
    /// With Type=notify-reload the moment of the reload must be told too, in microseconds of the monotonic clock.
    /// </summary>
    public void Reloading() => Send(string.Create(
        CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={_time.GetTimestamp() / (_time.TimestampFrequency / 1_000_000)}"));

    public void Stopping(string status) => Send($"STOPPING=1\nSTATUS={status}");

    public void Status(string status) => Send($"STATUS={status}");

    public void Alive() => Send("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private static TimeSpan? ReadWatchdog(Func<string, string?> environment)
    {
        var text = environment("WATCHDOG_USEC");
        if (!long.TryParse(text, CultureInfo.InvariantCulture, out var microseconds)) return null;
        if (microseconds <= 0) return null;
        var isForUs = environment("WATCHDOG_PID") is not { Length: > 0 } pid || pid == $"{Environment.ProcessId}";
        return isForUs ? TimeSpan.FromMicroseconds(microseconds) : null;
    }

    private void Send(string message)
    {
        if (_socket is null) return;
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(message), _address!);
        }
        catch (SocketException e)
        {
            _log.NotifyFailed(e.SocketErrorCode.ToString());
        }
    }
}
