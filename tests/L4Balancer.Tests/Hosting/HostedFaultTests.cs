using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Hosting;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Hosting;

/// <summary>Parts of the daemon that hit a bug and continue.</summary>
internal sealed class HostedFaultTests
{
    private ManualTime _time = null!;
    private FaultLog _faults = null!;

    [SetUp]
    public void Start()
    {
        _time = new ManualTime();
        _faults = new FaultLog(_time);
    }

    [Test]
    public async Task The_watchdog_is_fed_again_after_a_bug()
    {
        var proofs = 0;
        using var stop = new CancellationTokenSource();
        using var systemd = new SystemdNotifier(
            name => name == "WATCHDOG_USEC" ? "30000000" : null, _faults.Work, _time, NullLogger.Instance);
        var watchdog = new Watchdog(
            _ => ++proofs == 1 ? throw new InvalidOperationException("a bug") : Task.FromResult(true), systemd, _time,
            NullLogger.Instance);
        var ended = watchdog.BeginAsync(_faults.Work, stop.Token);
        await _faults.SawAsync("watchdog");
        await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "it pauses");
        _time.Advance(Limits.RestartPauseMin);
        await Eventually.HoldsAsync(() => proofs == 2, () => "the next proof");
        await stop.CancelAsync();
        await ended.WaitAsync(Loopback.Deadline);
    }

    [Test]
    public async Task An_admin_server_that_met_a_bug_at_its_start_does_not_keep_the_next_one_from_starting()
    {
        var starts = 0;
        await using var host = new AdminHost(
            (_, _) => throw new InvalidOperationException($"a bug {Interlocked.Increment(ref starts)}"),
            _faults.Work, NullLogger.Instance);
        await host.StartAsync(null, Loopback.Deadline);
        for (var port = 1; port <= 2; port++)
        {
            host.Change(new AdminConfig { Bind = [new BindAddress(Address(port), IsDualStack: false)] });
            await _faults.SawAsync("admin-restart", port);
        }

        Assert.That(starts, Is.EqualTo(2));
    }

    [Test]
    public async Task A_decision_that_meets_a_bug_ends_the_process()
    {
        var (isBroken, asked) = (false, 0);
        _faults.Work.VitalWorkFailed += (_, _) => Interlocked.Increment(ref asked);
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Portable, [Address(1)], options: o => o with { Background = _faults.Work },
            onNotice: (_, _) =>
            {
                if (Volatile.Read(ref isBroken)) throw new InvalidOperationException("a bug");
            });
        Volatile.Write(ref isBroken, true);
        var wish = new IntentWanted("pool", Address(1), BackendIntent.Maintenance);
        Assert.That(
            async () => await balancer.Balancer.ApplyAsync(wish, Loopback.Deadline),
            Throws.InvalidOperationException);
        await Eventually.HoldsAsync(() => Volatile.Read(ref asked) == 1, () => "the end is asked for");
        Assert.That(_faults.Lines.Single(), Does.StartWith("Critical: Background work control failed"));
    }

    private static NetAddress Address(int port) => NetAddress.FromIp(System.Net.IPAddress.Loopback, port);
}
