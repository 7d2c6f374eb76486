using System.Runtime.Versioning;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting.Operations;
using L4Balancer.Hosting.Store;

namespace L4Balancer.Hosting;

/// <content>How sockets and sessions outlive this process, in the descriptor store of systemd.</content>
public sealed partial class Daemon
{
    private ListenerStore? _store;
    private ProcessMemory? _memory;
    private bool _isRestored; // What another process knew has come with its sessions.

    /// <summary>What systemd has kept from the process before; null if this process takes over from one.</summary>
    internal StoredDescriptors? Stored { get; init; }

    /// <summary>
    /// Whether systemd has said by the signal that a stop is for a restart, for which the sessions are kept.
    /// </summary>
    internal Func<bool> IsRestart { get; init; } = () => false;

    /// <summary>
    /// Sessions that a successor could not take must not hold up a restart, for which those of the successor wait.
    /// </summary>
    public void BeginRestart()
    {
        if (_leaving is not null) StopAtOnce();
    }

    private IEngineHandover EngineHandover => (IEngineHandover)_balancer!.Engine;

    /// <summary>Goes on with the sessions that were kept, and begins to accept.</summary>
    [SupportedOSPlatform("linux")]
    private async Task RestoreAsync(StoredDescriptors stored, ProcessMemory memory, NoticeJournal notices)
    {
        if (stored.Sessions is { } sessions)
        {
            using (sessions) await GoOnAsync(sessions, memory, notices);
            _isRestored = true;
        }

        EngineHandover.GoOnAccepting();
    }

    [SupportedOSPlatform("linux")]
    private async Task GoOnAsync(StoredSessions stored, ProcessMemory memory, NoticeJournal notices)
    {
        var count = 0;
        try
        {
            (count, var since) = stored.ReadHeader();
            var age = TimeSpan.FromMilliseconds(MonotonicMilliseconds - since);
            if (age > Limits.StoredSessionsAgeMax || age < TimeSpan.Zero)
                throw new HandoverException($"they have been suspended for {age.TotalSeconds:0} s");
            var state = stored.ReadState();
            Remember(() => memory.Restore(state));
            using var reader = new SessionReader(new ArrivingTerms(_balancer!.Table, EngineHandover.CountersOf));
            var end = stored.ReadInto(reader, part => Remember(() => memory.Restore(part)));
            await memory.RestoreAsync(new TotalsMessage { Counters = Totals.None }); // Nothing was counted since.
            await EngineHandover.SkipIdsAsync(end.LastId);
            await EngineHandover.ArriveAsync(reader.TakeAll());
            memory.Resume(state);
            var pause = MonotonicMilliseconds - since;
            _log.SessionsRestored(end.Sessions, pause);
            notices.Write(
                "sessions-restored", "info", null,
                $"{end.Sessions} sessions go on after a restart, for which they paused {pause} ms");
        }
        catch (HandoverException e)
        {
            // What has been received is closed with the reader, and the rest with the queues.
            _log.SessionsLost(count, e.Message);
            notices.Write(
                "sessions-lost", "error", null, $"{count} sessions have ended with the restart: {e.Message}");
        }
    }

    /// <summary>What the process before knew besides its sessions: they go on without it, too.</summary>
    private void Remember(Action restore)
    {
        try
        {
            restore();
        }
        catch (HandoverException e)
        {
            _log.MemoryLost(e.Message);
        }
    }

    /// <summary>
    /// Suspends all sessions and stores them, and ends the process: systemd starts the next one at once. It does not
    /// return then.
    /// </summary>
    /// <returns>False if they cannot be kept, and everything goes on.</returns>
    [SupportedOSPlatform("linux")]
    private async Task<bool> TryKeepForRestartAsync()
    {
        if (ConfigFile.Read(InForce.Path!).Result is { Config: null, Errors: [var error, ..] })
            return NotKept($"the next process would not start: {error}");
        systemd.Stopping($"Keeping {_balancer!.Engine.ActiveSessions} sessions for the next process");

        // First: they take a while, and the sessions should not wait for them.
        if (Interlocked.Exchange(ref _admin, null) is { } admin) await SoonAsync(admin.DisposeAsync());
        if (Interlocked.Exchange(ref _collector, null) is { } collector) await SoonAsync(collector.DisposeAsync());
        await _reloads!.PauseAsync();
        var state = await _upgrades!.StateOfAsync();
        var suspension = await EngineHandover.SuspendAsync();
        var cause = "a bug in the balancer";
        StoredSessions? stored = null;
        await background.RunAsync("keep-sessions", OnFault.GoOn, async () =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                stored = StoredSessions.Write(
                    state, [.. _memory!.Parts(), .. _memory.QuickParts()], suspension, MonotonicMilliseconds);
            }
            catch (HandoverException e)
            {
                cause = e.Message;
            }
        });
        if (stored is not null && await IsStoredAsync(stored))
        {
            _log.SessionsKept(suspension.Sessions.Count);
            await EndAtOnceAsync();
        }

        if (stored is not null) cause = "systemd has not stored them (FileDescriptorStoreMax=)";
        await suspension.GoOnAsync();
        _balancer.EndHold(isOver: false);
        _reloads.GoOn(isOver: false);
        return NotKept(cause);
    }

    [SupportedOSPlatform("linux")]
    private async Task<bool> IsStoredAsync(StoredSessions stored)
    {
        stored.Store(systemd);
        if (await systemd.HasHandledAllAsync(Limits.NotificationPatience) && stored.IsStored()) return true;
        stored.Revoke(systemd);
        stored.Dispose();
        return false;
    }

    private bool NotKept(string cause)
    {
        _log.SessionsNotKept(cause);
        return false;
    }

    private long MonotonicMilliseconds =>
        (long)(options.Time.GetTimestamp() * (1000.0 / options.Time.TimestampFrequency));
}
