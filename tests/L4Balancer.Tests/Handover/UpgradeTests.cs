using L4Balancer.Cli;
using L4Balancer.Core;
using L4Balancer.Handover;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Children;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>
/// The daemon is upgraded while sessions run, in processes of their own, and one of the two ends at each step.
/// </summary>
[TestFixtureSource(nameof(Kinds))]
internal sealed class UpgradeTests(TestedEngine engine) : BackendFixture
{
    private const int Sessions = 12;
    private const int Bytes = 4 * 1024 * 1024;

    /// <summary>A successor is a new process: on a loaded machine it takes long to start.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private static IEnumerable<TestFixtureData> Kinds => [new(TestedEngine.Native), new(TestedEngine.Portable)];

    [Test]
    public async Task No_session_is_lost_in_several_upgrades_in_a_row()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config());
        using var sessions = await OpenAsync(daemon);
        var old = daemon.Pid;
        for (var round = 0; round < 3; round++)
        {
            var flows = sessions.Flow();
            var mark = daemon.Mark;
            Signals.Send(old, Signal.User2);
            var line = await daemon.LogsAsync(EventIds.HandedOver, since: mark, patience: StartPatience);
            Assert.That(line, Does.Contain($"has taken over {Sessions} sessions"));
            await daemon.LogsAsync(EventIds.Listening, since: mark);
            await Eventually.HoldsAsync(() => ProcessTable.HasEnded(old), () => $"process {old} has ended");
            await flows;
            old = ProcessTable.With(daemon.ConfigPath).Single();
            using var later = await RelayedSession.OpenAsync(AddressOf(daemon), Backend);
            await later.PingAsync();
        }

        Signals.Send(old, Signal.Terminate);
        sessions.Dispose();
        await Eventually.HoldsAsync(() => ProcessTable.HasEnded(old), () => "the last one ends");
    }

    [Test]
    public async Task A_successor_that_ends_or_hangs_leaves_everything_as_before(
        [Values(HandoverStep.Greeted, HandoverStep.StateSent, HandoverStep.Ready, HandoverStep.SessionsSent,
            HandoverStep.Prepared, HandoverStep.Committed)]
        HandoverStep step, [Values("kill", "hang")] string how)
    {
        if (how == "hang" && step < HandoverStep.Ready) Assert.Pass("That wait is long: nothing stands still for it.");
        await using var daemon = await StartAsync($"successor:{step}:{how}");
        using var sessions = await OpenAsync(daemon);
        var flows = sessions.Flow();
        daemon.Signal(Signal.User2);
        await daemon.LogsAsync(
            EventIds.HandoverFailed, how == "kill" ? "the other process has ended" : "does not answer",
            patience: StartPatience);
        await flows;
        Assert.That(ProcessTable.With(daemon.ConfigPath), Is.EqualTo(new[] { daemon.Pid }));
        using var later = await RelayedSession.OpenAsync(AddressOf(daemon), Backend);
        await later.PingAsync();
    }

    [Test]
    public async Task A_file_that_changes_during_the_handover_is_read_by_the_successor()
    {
        await using var daemon = await StartAsync($"predecessor:{HandoverStep.Prepared}:edit");
        using var sessions = await OpenAsync(daemon);
        daemon.Signal(Signal.User2);
        await daemon.LogsAsync(EventIds.TookOver, $"{Sessions} sessions", patience: StartPatience);
        await daemon.LogsAsync(EventIds.ReloadDone, patience: StartPatience);
        await sessions.Flow();
    }

    [TestCase(HandoverStep.Greeted, false)]
    [TestCase(HandoverStep.StateSent, false)]
    [TestCase(HandoverStep.Ready, false)]
    [TestCase(HandoverStep.Stopped, false)]
    [TestCase(HandoverStep.SessionsSent, true)]
    [TestCase(HandoverStep.Prepared, true)]
    [TestCase(HandoverStep.Committed, true)]
    [TestCase(HandoverStep.Taken, true)]
    [TestCase(HandoverStep.Running, true)]
    public async Task A_predecessor_that_is_killed_has_given_everything_or_nothing(HandoverStep step, bool isComplete)
    {
        await using var daemon = await StartAsync($"predecessor:{step}:kill");
        using var sessions = await OpenAsync(daemon);
        daemon.Signal(Signal.User2);
        await daemon.WaitForProcessAsync(StartPatience);
        if (isComplete)
        {
            await daemon.LogsAsync(EventIds.TookOver, $"{Sessions} sessions", patience: StartPatience);
            await sessions.Flow();
            using var later = await RelayedSession.OpenAsync(AddressOf(daemon), Backend);
            await later.PingAsync();
        }
        else
        {
            await Eventually.HoldsAsync(
                () => ProcessTable.With(daemon.ConfigPath).Count == 0, () => "the successor has ended, too");
            await sessions.AllEndAsync();
        }
    }

    /// <summary>It ends its successor, which may have moved bytes already.</summary>
    [TestCase(HandoverStep.Committed)]
    [TestCase(HandoverStep.Taken)]
    public async Task A_predecessor_that_fails_once_its_successor_serves_ends_with_its_sessions(HandoverStep step)
    {
        await using var daemon = await StartAsync($"predecessor:{step}:fail");
        using var sessions = await OpenAsync(daemon);
        daemon.Signal(Signal.User2);
        await daemon.LogsAsync(EventIds.HandoverLost, "a fault of the test", patience: StartPatience);
        Assert.That(await daemon.WaitForExitAsync(StartPatience), Is.EqualTo(ExitCodes.Failed));
        await sessions.AllEndAsync();
        Assert.That(ProcessTable.With(daemon.ConfigPath), Is.Empty);
    }

    private async Task<DaemonProcess> StartAsync(string fault) => await DaemonProcess.StartAsync(
        Config(), program: HandoverFaultScenario.Command(engine, fault));

    private string Config() => $$"""
        engine: {{engine.Engine.ToString().ToLowerInvariant()}}
        listeners:
          l: { bind: "127.0.0.1:0", pool: p }
        pools:
          p: { health: { type: none }, backends: ["{{Loopback.AddressOf(Backend)}}"] }
        """;

    private static NetAddress AddressOf(DaemonProcess daemon) =>
        NetAddress.FromIp(System.Net.IPAddress.Loopback, daemon.Port);

    private async Task<OpenSessions> OpenAsync(DaemonProcess daemon)
    {
        var sessions = new OpenSessions();
        for (var i = 0; i < Sessions; i++)
            sessions.Add(await RelayedSession.OpenAsync(AddressOf(daemon), Backend));
        return sessions;
    }

    private sealed class OpenSessions : List<RelayedSession>, IDisposable
    {
        /// <summary>Bytes in both directions of every session.</summary>
        public Task Flow() => Task.WhenAll(this.SelectMany(session => new[]
        {
            StreamCheck.RunAsync(session.Client, session.Server, Bytes / Sessions, Seeds.Next()),
            StreamCheck.RunAsync(session.Server, session.Client, Bytes / Sessions, Seeds.Next()),
        }));

        public async Task AllEndAsync()
        {
            foreach (var session in this) await session.Client.ReadToEndAsync();
        }

        public void Dispose() => ForEach(session => session.Dispose());
    }
}
