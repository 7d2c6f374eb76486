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
/// <param name="end">Ends the process without closing anything that the successor has; called once.</param>
[SupportedOSPlatform("linux")]
internal sealed class Upgrades(
    ConfigInForce config, ConfigReloads reloads, Balancer balancer, AdminHost admin, ProcessMemory memory,
    SystemdNotifier systemd, NoticeJournal journal, BackgroundWork background, BalancerOptions options, ILogger log,
    Func<Task> end)
{
    private readonly SemaphoreSlim _turn = new(1);
    private HandoverReport? _done;
    private Action? _sayLast; // Once it is done.

    public async Task<UpgradeReport> RunAsync(string actor)
    {
        await _turn.WaitAsync();
        try
        {
            if (_done is not null) return Fail("this process has handed over already, and ends", actor);
            if (Environment.ProcessId == 1)
                return Fail("this is the first process of its container, which ends with it", actor);
            return await TryAsync(actor);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<UpgradeReport> TryAsync(string actor)
    {
        log.HandingOver(SuccessorProgram.Path);
        var (mine, other) = DescriptorChannel.CreatePair();
        var channel = new HandoverChannel(mine);
        await reloads.PauseAsync();
        try
        {
            return await HandOverAsync(channel, other, actor);
        }
        finally
        {
            other.Dispose();
            if (_done is null)
            {
                channel.Dispose(); // Else until the last word.
                reloads.GoOn(); // Else the successor reads what has changed meanwhile.
            }
        }
    }

    private async Task<UpgradeReport> HandOverAsync(HandoverChannel channel, SafeFd other, string actor)
    {
        var started = SuccessorProgram.TryStart(other, out var process);
        other.Dispose(); // Else the end of the successor would not end the channel.
        if (!started.IsSuccess) return Fail($"{SuccessorProgram.Path} cannot be started: {started.Describe()}", actor);
        var predecessor = new Predecessor(
            channel, process!.Kill, (IEngineHandover)balancer.Engine, balancer.Table, StateOfAsync,
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
            catch (HandoverException e)
            {
                cause = e.Message;
            }
        });
        balancer.EndHold(isOver: _done is not null);
        if (_done is not { } done) return Fail(cause, actor);
        _sayLast = () => predecessor.End(memory.Totals(), memory.LastParts());
        systemd.HandOver(process.Pid);
        log.HandedOver(
            process.Pid, done.Sessions, Milliseconds(done.Pause), Milliseconds(done.Stopping),
            Milliseconds(done.Sending), Milliseconds(done.Receiving), Milliseconds(done.Arriving));
        background.Start("end-after-handover", OnFault.EndProcess, end);
        return new UpgradeReport
        {
            Errors = [],
            Successor = process.Pid,
            Sessions = done.Sessions,
            PauseMilliseconds = Milliseconds(done.Pause),
        };
    }

    private static HeldListener AdminListenerOf((BindAddress Bind, Socket Socket) held) =>
        new(ListenerMessage.Admin, held.Bind, [held.Socket.SafeHandle]);

    /// <summary>Tells the successor what has been counted meanwhile; the last act of a process that has handed over.
    /// </summary>
    public void SayLast() => _sayLast?.Invoke();

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);

    private async Task<StateMessage> StateOfAsync()
    {
        await balancer.HoldChangesAsync();
        return memory.WriteTo(new StateMessage
        {
            Version = Daemon.Version,
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
