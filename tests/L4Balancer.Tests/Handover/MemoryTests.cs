using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Admin;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>What operators see of the daemon goes on in its successor: metrics, journal, history, rates.</summary>
[TestFixtureSource(nameof(Kinds))]
internal sealed partial class MemoryTests(TestedEngine engine) : BackendFixture
{
    private const int Burst = 60;

    /// <summary>Of the process and its threads, as are its start time and its memory; docs/metrics.md says so.
    /// </summary>
    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly string[] OfTheProcess = ["l4balancer_process_", "l4balancer_loop_"];

    private const string Denied =
        "l4balancer_listener_session_ended_total{listener=\"closed\",reason=\"refused-access\"}";

    private const string TooFast =
        "l4balancer_listener_session_ended_total{listener=\"slow\",reason=\"refused-source-rate\"}";

    private readonly TempFolder _folder = new();

    private static IEnumerable<TestFixtureData> Kinds => [new(TestedEngine.Native), new(TestedEngine.Portable)];

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task An_operator_sees_no_gap_where_the_daemon_was_upgraded()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config, listeners: 3);
        using var client = UnixClient.To(_folder.PathOf("a.sock"));
        var pid = daemon.Pid;
        try
        {
            using var session = await RelayedSession.OpenAsync(AddressOf(daemon, "open"), Backend);
            await session.PingAsync();
            (await RelayedSession.OpenAsync(AddressOf(daemon, "open"), Backend)).Dispose();
            await KnockAsync(AddressOf(daemon, "closed"), 1);
            await KnockAsync(AddressOf(daemon, "slow"), 2 * Burst);
            await client.ActAsync($"/v1/pools/p/backends/{Loopback.AddressOf(Backend)}/ready").SucceedsAsync();
            await daemon.LogsAsync(EventIds.HookSucceeded, "(started)");
            for (var round = 0; round < 2; round++)
            {
                var (metrics, events) = (await CountersAsync(client), await EventsAsync(client));
                var history = await HistoryAsync(client);
                pid = await UpgradeAsync(daemon, client, pid);
                await session.PingAsync();
                await CompareAsync(client, metrics);
                Compare(events, await EventsAsync(client));
                await CompareAsync(client, history);
            }

            var refused = (await CountersAsync(client))[TooFast];
            Assert.That(refused, Is.GreaterThan(0));
            await KnockAsync(AddressOf(daemon, "slow"), Burst);
            Assert.That((await CountersAsync(client))[TooFast], Is.GreaterThan(refused), "no fresh burst");
        }
        finally
        {
            foreach (var left in ProcessTable.With(daemon.ConfigPath)) Signals.Send(left, Signal.Kill);
        }
    }

    private string Config => $$"""
        engine: {{engine.Engine.ToString().ToLowerInvariant()}}
        listeners:
          open: { bind: "127.0.0.1:0", pool: p }
          closed: { bind: "127.0.0.1:0", pool: p, access: { deny: [127.0.0.0/8] } }
          slow: { bind: "127.0.0.1:0", pool: none, per-source: { connection-rate: { rate: 1/s, burst: {{Burst}} } } }
        pools:
          p: { backends: ["{{Loopback.AddressOf(Backend)}}"] }
          none: { health: { type: none }, backends: ["127.0.0.1:1"] }
        access-log: { to: "{{_folder.PathOf("access.log")}}" }
        hooks:
          tell: { on: [started, intent-changed], command: [/bin/true] }
        admin: { bind: "unix:{{_folder.PathOf("a.sock")}}" }
        """;

    /// <returns>The number of the successor.</returns>
    private static async Task<int> UpgradeAsync(DaemonProcess daemon, HttpClient client, int pid)
    {
        var mark = daemon.Mark;
        await client.ActAsync("/v1/upgrade").SucceedsAsync();
        await daemon.LogsAsync(EventIds.HandedOver, since: mark);
        await daemon.LogsAsync(EventIds.Listening, since: mark, patience: TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(() => ProcessTable.HasEnded(pid), () => $"process {pid} has ended");
        Assert.That(daemon.Logged(EventIds.NoTotals), Is.Empty);
        return ProcessTable.With(daemon.ConfigPath).Single();
    }

    /// <summary>No counter went back, and none that has counted is missing.</summary>
    private static async Task CompareAsync(HttpClient client, Dictionary<string, double> before)
    {
        var after = await CountersAsync(client);
        Assert.That(before, Has.Count.GreaterThan(100));
        Assert.Multiple(() =>
        {
            foreach (var (series, value) in before)
                Assert.That(after.GetValueOrDefault(series), Is.GreaterThanOrEqualTo(value), series);
            Assert.That(before[Denied], Is.GreaterThan(0));
            Assert.That(before["l4balancer_hook_runs_total{hook=\"tell\"}"], Is.GreaterThan(0));
        });
    }

    private static void Compare(JournalEvent[] before, JournalEvent[] after)
    {
        Assert.That(after.Take(before.Length), Is.EqualTo(before));
        Assert.That(after.Select(e => e.Id), Is.EqualTo(Enumerable.Range(1, after.Length)));
        Assert.That(after.Skip(before.Length).Select(e => e.Kind), Has.Member("took-over").And.Member("started"));
    }

    /// <summary>The points of before are there, the rates across the handover are known, and nothing lies between.
    /// </summary>
    private static async Task CompareAsync(HttpClient client, HistorySeries before)
    {
        var after = await HistoryAsync(client, before.Active.Count);
        Assert.That(after.Active.Take(before.Active.Count), Is.EqualTo(before.Active));
        Assert.That(after.SessionsPerSecond[^1], Is.Not.Null.And.InRange(0, 100));
        Assert.That(after.BytesPerSecond[^1], Is.Not.Null.And.InRange(0, 1000));
    }

    /// <summary>The series of the pool, once there are more points than that.</summary>
    private static Task<HistorySeries> HistoryAsync(HttpClient client, int points = 0) => Eventually.GetAsync(
        "a point of the history", Loopback.Patience,
        async () => (await client.ReadAsync<HistoryReport>("/v1/history")).Series.Single(s => s.Pool == "p"),
        series => series.Active.Count > points);

    private static async Task<JournalEvent[]> EventsAsync(HttpClient client) =>
        await client.ReadAsync<JournalEvent[]>("/v1/events?after=0");

    /// <summary>The counters and histograms, by their series.</summary>
    private static async Task<Dictionary<string, double>> CountersAsync(HttpClient client)
    {
        var text = await client.GetStringAsync("/metrics", Loopback.Deadline);
        var counters = TypePattern().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet();
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Where(line => counters.Contains(SuffixPattern().Replace(line.Split('{', ' ')[0], ""))
                || counters.Contains(line.Split('{', ' ')[0]))
            .Where(line => !OfTheProcess.Any(name => line.StartsWith(name, StringComparison.Ordinal)))
            .ToDictionary(
                line => line[..line.LastIndexOf(' ')],
                line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Connects as often, and waits for the end each time: no backend serves these clients.</summary>
    private static async Task KnockAsync(NetAddress address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var client = await Loopback.TryConnectAsync(address);
            if (client is not null) await client.ReadToEndAsync();
        }
    }

    private static NetAddress AddressOf(DaemonProcess daemon, string listener) =>
        NetAddress.FromIp(IPAddress.Loopback, daemon.Listener(listener).Port);

    [GeneratedRegex("^# TYPE (?<name>\\S+) (counter|histogram)$", RegexOptions.Multiline | Plain)]
    private static partial Regex TypePattern();

    [GeneratedRegex("_(total|bucket|sum|count)$", Plain)]
    private static partial Regex SuffixPattern();
}
