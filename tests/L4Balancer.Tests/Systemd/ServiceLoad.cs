using System.Globalization;
using System.Net.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>
/// Clients of the service in a machine: sessions that echo all the while, and others that come and go. A connection
/// that is refused is counted apart from one that is cut.
/// </summary>
internal sealed class ServiceLoad : IAsyncDisposable
{
    private const int Sessions = 24;
    private const int Comers = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<TestSession> _sessions = [];
    private readonly ShortSessions _comers;
    private Task<string?>[] _echoing = [];
    private long _echoes;

    private ServiceLoad(MachineNetwork network, int port) => _comers = ShortSessions.Start(Comers, async () =>
    {
        using var session = await OpenAsync(network, port);
        if (await session.EchoAsync("short") != "short") throw new IOException("The session was cut.");
    });

    /// <summary>Connections that were not accepted.</summary>
    public FailedSession[] Refused => [.. _comers.Failed.Where(failed => failed.IsConnect)];

    /// <summary>Short sessions that were accepted, and ended before they were served.</summary>
    public FailedSession[] Cut => [.. _comers.Failed.Where(failed => !failed.IsConnect)];

    public static async Task<ServiceLoad> StartAsync(MachineNetwork network, int port)
    {
        var load = new ServiceLoad(network, port);
        for (var i = 0; i < Sessions; i++) load._sessions.Add(await TestSession.OpenAsync(network, port));
        load._echoing = [.. load._sessions.Select(session => Task.Run(() => load.EchoAsync(session)))];
        await load.GoesOnAsync();
        return load;
    }

    /// <summary>Waits until each session has echoed again, on average, and others have come and gone.</summary>
    public async Task GoesOnAsync()
    {
        var target = Volatile.Read(ref _echoes) + (2 * Sessions);
        await Eventually.HoldsAsync(
            () => Volatile.Read(ref _echoes) >= target || _echoing.Any(task => task.IsCompleted),
            () => "the sessions go on", TimeSpan.FromSeconds(60));
        await _comers.ServesAsync(2 * Comers);
    }

    /// <summary>Ends it all; returns what went wrong in each session that did not go on to the end.</summary>
    public async Task<string[]> StopAsync()
    {
        await _comers.StopAsync();
        await _stop.CancelAsync();
        var ends = await Task.WhenAll(_echoing);
        return [.. ends.OfType<string>()];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _comers.DisposeAsync();
        _sessions.ForEach(session => session.Dispose());
        _stop.Dispose();
    }

    private static async Task<TestSession> OpenAsync(MachineNetwork network, int port)
    {
        try
        {
            return await TestSession.OpenAsync(network, port);
        }
        catch (SocketException e)
        {
            throw new ConnectFailedException(e);
        }
    }

    /// <returns>How the session failed; null if it did not.</returns>
    private async Task<string?> EchoAsync(TestSession session)
    {
        try
        {
            for (var i = 0; !_stop.IsCancellationRequested; i++)
            {
                var line = i.ToString(CultureInfo.InvariantCulture);
                var back = await session.EchoAsync(line);
                if (back is null) return "ended";
                if (back != line) return $"'{back}' in place of '{line}'";
                Interlocked.Increment(ref _echoes);
                await Task.Delay(Pause);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            return e.Message;
        }
    }
}
