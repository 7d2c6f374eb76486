using System.Runtime.Versioning;
using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Background;
using L4Balancer.DataPlane;
using L4Balancer.Handover;
using L4Balancer.Hosting.Operations;
using L4Balancer.Hosting.Store;
using L4Balancer.Linux;

namespace L4Balancer.Hosting;

/// <content>How the service passes from one process to the next.</content>
public sealed partial class Daemon
{
    /// <summary>Pause between two tries for an address that the predecessor may still have.</summary>
    private static readonly TimeSpan PredecessorPause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a process that has handed over waits for each of its parts to end.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    /// <summary>How many there are: 5 s.</summary>
    private const int PredecessorPauses = 100;

    /// <summary>A part of the daemon has failed: the exit code then, as the command line has it.</summary>
    private const int FailedCode = 4;

    private Upgrades? _upgrades;
    private volatile Task? _leaving; // Once a successor has the listening sockets.

    /// <summary>What this process takes over; null if it begins anew.</summary>
    internal Takeover? Takeover { get; init; }

    /// <summary>Writes what was logged; nothing is logged afterwards.</summary>
    internal Action FlushLogs { get; init; } = () => { };

    /// <summary>Begins to hand over to a successor; returns at once.</summary>
    public void BeginUpgrade() => background.Start("upgrade", OnFault.GoOn, () => UpgradeAsync("SIGUSR2"));

    private Task<UpgradeReport> UpgradeAsync(string actor) => OperatingSystem.IsLinux() && _upgrades is { } upgrades
        ? upgrades.RunAsync(actor)
        : Task.FromResult(new UpgradeReport { Errors = ["it has not started yet"] });

    [SupportedOSPlatform("linux")]
    private async Task TakeOverAsync(Takeover takeover, ProcessMemory memory, NoticeJournal notices)
    {
        // Before the admin side, which serves when the predecessor has ended.
        _admin!.Expect(Config.Admin);
        try
        {
            memory.Restore(takeover.State);
            takeover.RememberWith(memory.Restore);
            var (sessions, declined) = await takeover.CompleteAsync(
                _balancer!, () => _reloads!.RunAsync(isDryRun: true, "upgrade", CancellationToken.None));
            if (declined is not null)
            {
                _log.TookListenersOver(takeover.Predecessor, declined);
                notices.Write(
                    "took-listeners-over", "warning", null,
                    $"Accepts clients in place of process {takeover.Predecessor}, which keeps its sessions: "
                    + declined);
            }
            else
            {
                memory.Resume(takeover.State);
                _log.TookOver(sessions, takeover.Predecessor);
                notices.Write(
                    "took-over", "info", null, $"Took over {sessions} sessions from process {takeover.Predecessor}");
            }
        }
        catch (Exception e) when (e is not HandoverException)
        {
            takeover.Refuse(e.Message);
            throw;
        }

        await background.RunAsync("predecessor-end", OnFault.GoOn, () => AwaitEndAsync(takeover, memory));
    }

    /// <summary>Whoever asks for the figures of this process is to see no counter go back.</summary>
    [SupportedOSPlatform("linux")]
    private async Task AwaitEndAsync(Takeover takeover, ProcessMemory memory)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await memory.RestoreAsync(takeover.ReceiveTotals());
        }
        catch (HandoverException e)
        {
            _log.NoTotals(takeover.Predecessor, e.Message);
        }
    }

    /// <summary>
    /// The successor has the listening sockets only: the sessions of this process end by themselves, or when
    /// shutdown-grace is over. Then this process ends.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private Task DrainAfterHandoverAsync() => _leaving = LeaveAsync();

    [SupportedOSPlatform("linux")]
    private async Task LeaveAsync()
    {
        // The successor has its sockets.
        if (Interlocked.Exchange(ref _admin, null) is { } admin) await SoonAsync(admin.LeaveAsync());
        var ended = await _balancer!.DrainAsync(Config.ShutdownGrace, _atOnce.Token, hasHandedOver: true);
        if (ended > 0) _log.GraceOver(ended);
        _log.Stopped();
        await EndAtOnceAsync();
    }

    /// <summary>
    /// Ends this process after a handover. What the successor has must not be closed: a close of a listening socket, of
    /// a file of a unix socket or of a session would reach beyond this process. So only what has to be written is.
    /// </summary>
    /// <param name="hasFailed">The exit code tells that it was no handover.</param>
    [SupportedOSPlatform("linux")]
    private async Task EndAtOnceAsync(bool hasFailed = false)
    {
        await _atOnce.CancelAsync();

        // After the answer to whoever asked for the upgrade. Others may ask for what the loops know, which stand still.
        if (_admin is { } admin) await SoonAsync(admin.LeaveAsync());
        if (_collector is { } collector) await SoonAsync(collector.DisposeAsync());
        await SoonAsync(accessLog.DisposeAsync());
        FlushLogs();
        _upgrades!.SayLast();
        ProcessEnd.Now(hasFailed ? FailedCode : 0);
    }

    /// <summary>What the predecessor has stored, or the process before.</summary>
    [SupportedOSPlatform("linux")]
    private IEnumerable<string> NamesInStore => Takeover is { } takeover
        ? takeover.Listeners.Select(StoredName.Of).OfType<string>().Distinct()
        : Stored?.Names ?? [];

    private Task<Task> SoonAsync(ValueTask end) => Task.WhenAny(end.AsTask(), Task.Delay(EndPatience, options.Time));

    /// <summary>Reported like any other address that cannot be bound.</summary>
    private async Task StartAdminAsync(AdminHost admin, CancellationToken cancellationToken)
    {
        for (var left = Takeover is null ? 0 : PredecessorPauses; ; left--)
        {
            try
            {
                await admin.StartAsync(Config.Admin, cancellationToken);
                return;
            }
            catch (AdminStartException) when (left > 0)
            {
                // The predecessor has the address until it ends.
                await Task.Delay(PredecessorPause, options.Time, cancellationToken);
            }
            catch (AdminStartException e)
            {
                throw new ListenerBindException(e.Problems);
            }
        }
    }
}
