using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Admin.Model;
using L4Balancer.Background;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.DataPlane;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting.Operations;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>Starts a successor of this process and hands over to it. One at a time.</summary>
/// <param name="end">Ends the process without closing anything that the successor has; called once. True if it has
/// failed.</param>
/// <param name="drain">The same, once the sessions of this process have ended: it still has them.</param>
[SupportedOSPlatform("linux")]
internal sealed class Upgrades(
    ConfigInForce config, ConfigReloads reloads, Balancer balancer, AdminHost admin, ProcessMemory memory,
    SystemdNotifier systemd, NoticeJournal journal, BackgroundWork background, BalancerOptions options, ILogger log,
    Func<bool, Task> end, Func<Task> drain)
{
    private readonly SemaphoreSlim _turn = new(1);
    private HandoverReport? _done;
    private bool _isEnded; // Of whoever has the turn.
    private Action? _sayLast; // Once it is done.

    public async Task<UpgradeReport> RunAsync(string actor)
    {
        await _turn.WaitAsync();
        try
        {
            if (_done is not null) return Fail("this process has handed over already, and ends", actor);
            if (_isEnded) return Fail("this process is stopping", actor);
            if (Environment.ProcessId == 1)
                return Fail("this is the first process of its container, which ends with it", actor);
            return await TryAsync(actor);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>No upgrade begins any more; completes when none is in progress.</summary>
    /// <returns>False if this process has handed over.</returns>
    public async Task<bool> EndAsync()
    {
        await _turn.WaitAsync();
        _isEnded = true;
        _turn.Release();
        return _done is null;
    }

    private async Task<UpgradeReport> TryAsync(string actor)
    {
        log.HandingOver(SuccessorProgram.Path);
        var (mine, other) = DescriptorChannel.CreatePair();
        var channel = new HandoverChannel(mine);
        await reloads.PauseAsync();
        try
        {
            return await HandOverAsync(mine, channel, other, actor);
        }
        finally
        {
            other.Dispose();
            if (_done is null) channel.Dispose(); // Else until the last word.
            reloads.GoOn(isOver: _done is not null);
        }
    }

    private async Task<UpgradeReport> HandOverAsync(
        DescriptorChannel mine, HandoverChannel channel, SafeFd other, string actor)
    {
        var started = SuccessorProgram.TryStart(mine, other, systemd.IsHere, out var kill);
        other.Dispose(); // Else the end of the successor would not end the channel.
        if (!started.IsSuccess) return Fail($"{SuccessorProgram.Path} cannot be started: {started.Describe()}", actor);
        var predecessor = new Predecessor(
            channel, kill!, (IEngineHandover)balancer.Engine, balancer.Table, StateOfAsync,
            options.Time, step => options.HandoverCheckpoint?.Invoke(false, step))
        {
            AdminSockets = () => [.. admin.Sockets.Select(AdminListenerOf)],
            Memory = memory.Parts,
            QuickMemory = memory.QuickParts,
        };
        var cause = "a bug in the balancer";
        await background.RunAsync("handover", OnFault.GoOn, async () =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                _done = await predecessor.RunAsync();
            }
            catch (SessionsLostException e)
            {
                log.HandoverLost(e.Message);
                await end(true);
            }
            catch (HandoverException e)
            {
                cause = e.Message;
            }
        });
        balancer.EndHold(isOver: _done is { Declined: null });
        if (_done is not { } done) return Fail(cause, actor);
        await systemd.HandOverAsync(started.Count);
        _sayLast = () => predecessor.End(memory.Totals(), memory.LastParts());
        return done.Declined is null ? Complete(started.Count, done) : Drain(started.Count, done.Declined, actor);
    }

    private UpgradeReport Complete(int successor, HandoverReport done)
    {
        log.HandedOver(
            successor, done.Sessions, Milliseconds(done.Pause), Milliseconds(done.Stopping),
            Milliseconds(done.Sending), Milliseconds(done.Receiving), Milliseconds(done.Arriving));
        background.Start("end-after-handover", OnFault.EndProcess, () => end(false));
        return new UpgradeReport
        {
            Errors = [],
            Successor = successor,
            Sessions = done.Sessions,
            PauseMilliseconds = Milliseconds(done.Pause),
        };
    }

    private static HeldListener AdminListenerOf((BindAddress Bind, Socket Socket) held) =>
        new(ListenerMessage.Admin, held.Bind, new ListenSocketConfig(), [held.Socket.SafeHandle]);

    /// <summary>Tells the successor what has been counted meanwhile; the last act of a process that has handed over,
    /// and for one that keeps its sessions that of passing on the service.</summary>
    public void SayLast() => Interlocked.Exchange(ref _sayLast, null)?.Invoke();

    /// <summary>The successor accepts the clients from here on, and the sessions of this process end here.</summary>
    private UpgradeReport Drain(int successor, string cause, string actor)
    {
        var (sessions, grace) = (balancer.Engine.ActiveSessions, config.Config!.ShutdownGrace);
        log.HandedListenersOver(successor, sessions, grace, cause);
        journal.Write(
            "handed-over-listeners", "warning", actor,
            $"Process {successor} accepts clients from here on, but cannot take the sessions over: {cause}");
        SayLast();
        background.Start("drain-after-handover", OnFault.EndProcess, drain);
        return new UpgradeReport { Errors = [], Successor = successor, Declined = cause, Draining = sessions };
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);

    /// <summary>What another process goes on with, besides sockets and sessions, while reloads wait. Nothing changes
    /// until the hold of the balancer ends.</summary>
    public async Task<StateMessage> StateOfAsync()
    {
        await balancer.HoldChangesAsync();
        return memory.WriteTo(new StateMessage
        {
            Version = Daemon.Version,
            Protocol = Hello.Current,
            Config = Encoding.UTF8.GetString(config.Content.Span),
            Memory = BalancerMemory.Of(balancer.State),
            Listeners = 0,
        });
    }

    private UpgradeReport Fail(string cause, string actor)
    {
        log.HandoverFailed(cause);
        journal.Write("handover-failed", "error", actor, $"No successor has taken over: {cause}");
        return new UpgradeReport { Errors = [cause] };
    }
}
