using System.Text;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>Signals that reach the real process while it starts.</summary>
[NonParallelizable]
internal sealed class StartSignalTests
{
    private const int Rounds = 4;

    private const string Config = "listeners: { x: { bind: '127.0.0.1:0', backends: ['127.0.0.1:1'] } }";

    /// <summary>
    /// Until the daemon handles them, they keep the disposition set by a parent; see docs/operations.md.
    /// </summary>
    private static readonly string[] Ignoring = ["env", "--ignore-signal=HUP", "--ignore-signal=USR1"];

    [Test]
    public async Task Signals_are_handled_before_the_file_is_read()
    {
        await using var daemon = await SignalInStartAsync(Signal.Hangup, Signal.User1, Signal.Terminate);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(daemon.Log, Is.EqualTo(new[] { "Stopped by a signal before startup was complete" }));
    }

    [Test]
    public async Task What_a_signal_asks_for_during_the_start_is_done_after_it()
    {
        await using var daemon = await SignalInStartAsync(Signal.Hangup, Signal.User1);
        await daemon.LogsAsync(EventIds.ReloadDone);
        await daemon.LogsAsync(EventIds.AccessLogReopened);
    }

    [Test]
    public async Task SIGHUP_and_SIGUSR1_at_any_moment_of_the_start_leave_a_daemon_that_reloads()
    {
        var random = new Random(Seeds.Next());
        var delays = Enumerable.Range(0, Rounds).Select(_ => random.Next(1000)).ToList();
        await Task.WhenAll(delays.Select(async delay =>
        {
            await using var daemon = DaemonProcess.Launch(Config, Ignoring);
            await Eventually.HoldsAsync(() => IsHarmless(daemon.Pid), () => "env has made them ignored");
            await Task.Delay(delay);
            daemon.Signal(Signal.Hangup);
            daemon.Signal(Signal.User1);
            await daemon.LogsAsync(EventIds.Listening);
            await daemon.ReloadAsync(Config);
        }));
    }

    [Test]
    public async Task SIGTERM_at_any_moment_of_the_start_is_an_orderly_end()
    {
        var random = new Random(Seeds.Next());
        var delays = Enumerable.Range(0, Rounds).Select(_ => random.Next(1000)).ToList();
        await Task.WhenAll(delays.Select(async delay =>
        {
            await using var daemon = DaemonProcess.Launch(Config);
            await Task.Delay(delay);
            daemon.Signal(Signal.Terminate);
            var exitCode = await daemon.WaitForExitAsync();

            // 128 + 15 before the runtime is ready, which systemd also counts as a success.
            Assert.That(exitCode, Is.EqualTo(0).Or.EqualTo(143), $"after {delay} ms");
            Assert.That(daemon.Log, Has.None.Contains("   at ").And.None.Contains("Exception"), $"after {delay} ms");
        }));
    }

    /// <summary>nohup(1) makes its child ignore SIGHUP.</summary>
    [Test]
    public async Task Under_nohup_SIGHUP_reloads()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config, launcher: ["nohup"]);
        await daemon.ReloadAsync(Config);
    }

    /// <summary>
    /// Sends signals to a daemon that is reading its file: a FIFO, on which it blocks until the test has written. That
    /// a signal has a handler (SigCgt) would prove less: it is a placeholder at first.
    /// </summary>
    private static async Task<DaemonProcess> SignalInStartAsync(params Signal[] signals)
    {
        var folder = new TempFolder();
        var (fifo, next) = (folder.PathOf(DaemonProcess.FileName), folder.PathOf("next"));
        (await Command.RunAsync("mkfifo", fifo)).OrThrow();
        var daemon = DaemonProcess.LaunchIn(folder);

        // Completes when the daemon has opened the other end. Without a share mode that takes no lock.
        await using var writer = await Task
            .Run(() => new FileStream(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            .WaitAsync(Loopback.Patience);
        foreach (var signal in signals) daemon.Signal(signal);

        // A reload finds a file in its place.
        await File.WriteAllTextAsync(next, Config);
        File.Move(next, fifo, overwrite: true);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(Config));
        return daemon;
    }

    private static bool IsHarmless(int pid) =>
        new[] { Signal.Hangup, Signal.User1 }.All(signal => IsIn(pid, "SigIgn", signal) || IsIn(pid, "SigCgt", signal));

    /// <summary>proc_pid_status(5): SigCgt is the mask of signals that have a handler, SigIgn of those ignored.
    /// </summary>
    private static bool IsIn(int pid, string mask, params Signal[] signals)
    {
        var wanted = signals.Aggregate(0UL, (bits, signal) => bits | 1UL << ((int)signal - 1));
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(mask + ':', StringComparison.Ordinal));
        return (Convert.ToUInt64(line[(mask.Length + 1)..].Trim(), 16) & wanted) == wanted;
    }
}
