using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using L4Balancer.Background;
using L4Balancer.Core;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>
/// Reports the state of the service to systemd as sd_notify(3) does: datagrams to the socket in NOTIFY_SOCKET. Without
/// systemd it does nothing. It never waits: while the receiver does not read, essential messages are kept and retried
/// in order. Any thread.
/// </summary>
public sealed partial class SystemdNotifier : IDisposable
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(100);

    private readonly Lock _sync = new();
    private readonly Queue<SystemdMessage> _unsent = []; // Guarded by _sync, like the three below.
    private readonly UnixDomainSocketEndPoint? _address;
    private readonly Socket? _socket;
    private readonly ITimer _retry;
    private readonly BackgroundWork _background;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private bool _hasFailed;
    private bool _isDisposed;
    private bool _isSilent;

    /// <param name="environment">Reads an environment variable; null if it is not set.</param>
    public SystemdNotifier(
        Func<string, string?> environment, BackgroundWork background, TimeProvider time, ILogger log)
    {
        (_background, _time, _log) = (background, time, log);
        _retry = time.CreateTimer(_ => Retry(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        WatchdogInterval = ReadWatchdog(environment);
        if (environment("NOTIFY_SOCKET") is not { Length: > 0 } path) return;
        _address = TryParse(path);
        if (_address is null) _log.NotifyFailed($"NOTIFY_SOCKET is not a unix socket: {path}");
        else _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    }

    /// <summary>
    /// systemd expects a sign of life within this time; null if there is no watchdog.
    /// </summary>
    public TimeSpan? WatchdogInterval { get; }

    public void Ready(string status) => Tell($"READY=1\nSTATUS={status}");

    /// <summary>
    /// Type=notify-reload also requires the time of the reload, in microseconds of the monotonic clock.
    /// </summary>
    public void Reloading() => Tell(string.Create(
        CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={_time.GetTimestamp() / (_time.TimestampFrequency / 1_000_000)}"));

    /// <summary>Whether there is a service manager to notify.</summary>
    public bool IsHere => _socket is not null;

    /// <summary>
    /// Another process is the service from now on; nothing is said after this. systemd takes it only from the process
    /// that it knows as the main one, and takes nothing from the other one before. Completes when it was sent, or when
    /// nobody has read it for a while.
    /// </summary>
    public async Task HandOverAsync(int pid)
    {
        lock (_sync)
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"MAINPID={pid}"));
            _isSilent = true;
        }

        var begin = _time.GetTimestamp();
        while (HasUnsent() && _time.GetElapsedTime(begin) < Limits.NotificationPatience)
            await Task.Delay(RetryTime, _time);
    }

    public void Stopping(string status) => Tell($"STOPPING=1\nSTATUS={status}");

    public void Status(string status) => Tell($"STATUS={status}");

    /// <summary>Dropped if it cannot be sent: the next one says the same.</summary>
    public void Alive()
    {
        lock (_sync)
        {
            if (_unsent.Count == 0 && !_isSilent) _ = TrySend(new SystemdMessage("WATCHDOG=1", []));
        }
    }

    /// <summary>Unsent messages are lost: the receiver has not read any for a while.</summary>
    public void Dispose()
    {
        lock (_sync)
        {
            _isDisposed = true;
            _retry.Dispose();
            _socket?.Dispose();
            while (_unsent.TryDequeue(out var lost)) lost.Dispose();
        }
    }

    /// <summary>systemd writes the zero byte of an abstract address as a leading @.</summary>
    private static UnixDomainSocketEndPoint? TryParse(string path)
    {
        if (path.Length < 2 || path[0] is not ('/' or '@')) return null;
        try
        {
            return new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        }
        catch (ArgumentException)
        {
            return null; // It is too long.
        }
    }

    private static TimeSpan? ReadWatchdog(Func<string, string?> environment)
    {
        var text = environment("WATCHDOG_USEC");
        if (!long.TryParse(text, CultureInfo.InvariantCulture, out var microseconds)) return null;
        if (microseconds <= 0) return null;
        var isForUs = environment("WATCHDOG_PID") is not { Length: > 0 } pid || pid == $"{Environment.ProcessId}";
        return isForUs ? TimeSpan.FromMicroseconds(microseconds) : null;
    }

    private void Tell(string message) => Tell(message, []);

    /// <summary>A message with descriptors, of which the receiver gets its own.</summary>
    private void Tell(string message, IReadOnlyList<SafeHandle> descriptors)
    {
        if (_socket is null) return;
        lock (_sync)
        {
            if (_isSilent) return;
            while (_unsent.Count >= Limits.NotificationsUnsentMax) _unsent.Dequeue().Dispose();
            _unsent.Enqueue(new SystemdMessage(message, descriptors));
            SendUnsent();
        }
    }

    private bool HasUnsent()
    {
        lock (_sync) return _unsent.Count > 0;
    }

    private void Retry()
    {
        try
        {
            SendUnsent();
        }
        catch (Exception e)
        {
            // This is a timer's thread, where it would end the process. Unsent messages go out with the next one.
            _background.Report("systemd-notifier", e);
        }
    }

    private void SendUnsent()
    {
        lock (_sync)
        {
            if (_isDisposed) return;
            while (_unsent.TryPeek(out var message) && TrySend(message)) _unsent.Dequeue().Dispose();
            if (_unsent.Count > 0) _retry.Change(RetryTime, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Logs a failure once, until a message gets through again.</summary>
    /// <returns>False if the receiver's queue is full. A missing receiver is not waited for.</returns>
    private bool TrySend(SystemdMessage message)
    {
        if (_socket is null || _isDisposed) return true;
        try
        {
            message.Send(_socket, _address!);
            _hasFailed = false;
            return true;
        }
        catch (SocketException e)
        {
            var isFull = e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable;
            if (!_hasFailed) _log.NotifyFailed(isFull ? "it does not read" : e.SocketErrorCode.ToString());
            _hasFailed = true;
            return !isFull;
        }
    }
}
