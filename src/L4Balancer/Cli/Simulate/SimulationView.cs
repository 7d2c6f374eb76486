using System.Globalization;
using L4Balancer.Cli.Output;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Cli.Simulate;

/// <summary>Simulations as tables: one in detail, or several side by side.</summary>
internal static class SimulationView
{
    public static void Write(Page page, IReadOnlyList<ScenarioReport> reports)
    {
        var first = reports[0];
        page.Line(
            $"Pool {first.Pool.Name}, {Sizes(reports)}, "
            + $"{Durations.Format(first.Scenario.Duration)} simulated with seed {first.Seed}", Tone.Strong);
        if (reports.Count == 1) WriteOne(page, first);
        else Compare(page, reports);
    }

    /// <summary>The policy, and what it weighs by.</summary>
    public static string NameOf(PoolConfig pool) => pool.WeighBy == WeighBy.None
        ? OptionValues.WordOf(pool.Policy)
        : $"{OptionValues.WordOf(pool.Policy)} by {OptionValues.WordOf(pool.WeighBy)}";

    /// <summary>What a simulation is called beside the others.</summary>
    public static string LabelOf(ScenarioReport report, IReadOnlyList<ScenarioReport> all) =>
        all.All(other => other.Backends.Count == report.Backends.Count)
            ? NameOf(report.Pool)
            : $"{report.Backends.Count} x {NameOf(report.Pool)}";

    private static string Sizes(IReadOnlyList<ScenarioReport> reports)
    {
        var sizes = reports.Select(report => report.Backends.Count).Distinct().ToArray();
        return sizes.Length == 1 ? Figures.Of(sizes[0], "backend") : $"{string.Join(", ", sizes)} backends";
    }

    private static void WriteOne(Page page, ScenarioReport report)
    {
        var (sessions, waits) = (report.Sessions, report.Waits);
        page.Line(
            $"Policy {NameOf(report.Pool)}: {Figures.Of(sessions.Begun, "session")}, {sessions.Completed} completed, "
            + $"{sessions.Failed} failed, {sessions.Running} still running");
        page.Line(
            $"{sessions.Hung} waited over {Durations.Format(report.Scenario.HungAfter)}; "
            + (sessions.Retries == 1 ? "1 retry" : $"{sessions.Retries} retries"));
        var ends = sessions.Ends.Where(end => end.Key != CloseReason.ClientClosed).ToArray();
        if (ends.Length > 0) page.Line($"Failed: {string.Join(", ", ends.Select(e => $"{e.Value} {e.Key.Word()}"))}");
        page.Line(
            $"Waits: {Distribution(waits)}; spread {report.Spread.ToString("F2", CultureInfo.InvariantCulture)}");
        var queue = report.Queue;
        if (queue.Waits.Count > 0)
            page.Line($"Queue: {queue.Waits.Count} waited, at most {queue.Most} at once: {Distribution(queue.Waits)}");
        page.Line();
        page.Table(Backends(report));
        WriteFailures(page, reports: [report]);
    }

    private static TextTable Backends(ScenarioReport report)
    {
        var table = new TextTable(
            new("BACKEND", IsCut: true), Right("TIER", spare: 4), Right("WEIGHT", spare: 3), Right("SESSIONS"),
            Right("SHARE"), Right("FAIR", spare: 2), Right("LOAD"), Right("PEAK"), Right("MEAN", spare: 1),
            Right("P50"), Right("P99"), Right("MAX"), Right("FAILED"), Right("HUNG"));
        foreach (var b in report.Backends)
        {
            table.Add(
                b.Backend, $"{b.Tier}", $"{b.Weight}", $"{b.Sessions}", Percent(b.Share), Percent(b.FairShare),
                Loaded(b.Utilisation), Loaded(b.UtilisationMax), Time(b.Waits.Mean), Time(b.Waits.Median),
                Time(b.Waits.P99), Time(b.Waits.Max), Lost(b.Failed), Lost(b.Hung));
        }

        return table;
    }

    private static void Compare(Page page, IReadOnlyList<ScenarioReport> reports)
    {
        page.Line();
        var table = new TextTable(
            new("POLICY", IsCut: true), Right("SESSIONS"), Right("FAILED"), Right("HUNG"), Right("RETRIES", spare: 1),
            Right("MEAN"), Right("P50"), Right("P90", spare: 2), Right("P99"), Right("MAX"), Right("PEAK"),
            Right("SPREAD"), new("QUEUED", IsRight: true, IsOptional: true),
            new("QUEUE P99", IsRight: true, IsOptional: true));
        foreach (var r in reports)
        {
            table.Add(
                LabelOf(r, reports), $"{r.Sessions.Begun}", Lost(r.Sessions.Failed), Lost(r.Sessions.Hung),
                $"{r.Sessions.Retries}", Time(r.Waits.Mean), Time(r.Waits.Median), Time(r.Waits.P90),
                Time(r.Waits.P99), Time(r.Waits.Max), Loaded(r.Backends.Max(b => b.UtilisationMax)),
                r.Spread.ToString("F2", CultureInfo.InvariantCulture), Queued(r, $"{r.Queue.Waits.Count}"),
                Queued(r, Time(r.Queue.Waits.P99)));
        }

        page.Table(table);
        if (reports.All(report => report.Backends.Count == reports[0].Backends.Count))
        {
            page.Line();
            page.Table(Shares(reports));
        }

        WriteFailures(page, reports);
    }

    /// <summary>The share of new sessions that each backend gets from each policy.</summary>
    private static TextTable Shares(IReadOnlyList<ScenarioReport> reports)
    {
        var table = new TextTable(
        [
            new("SHARE OF SESSIONS", IsCut: true),
            .. reports[0].Backends.Select(b => new TextColumn(b.Backend, IsRight: true)),
        ]);
        foreach (var r in reports)
            table.Add([NameOf(r.Pool), .. r.Backends.Select(b => (TextCell)Percent(b.Share))]);
        return table;
    }

    private static void WriteFailures(Page page, IReadOnlyList<ScenarioReport> reports)
    {
        var count = reports.Max(report => report.Failures.Count);
        if (count == 0) return;
        var table = new TextTable(
            new("FAILURE"), new("BACKEND"), Right("FROM"), Right("UNTIL", spare: 2),
            new("POLICY", IsCut: true, Spare: reports.Count == 1 ? 3 : 0),
            Right("DETECTED"), Right("FAILOVER"), Right("FAILBACK"), Right("FAILED"), Right("HUNG"));
        for (var i = 0; i < count; i++)
        {
            foreach (var report in reports)
            {
                if (i >= report.Failures.Count) continue;
                var f = report.Failures[i];
                table.Add(
                    OptionValues.WordOf(f.Kind), f.Backend, At(f.At), At(f.Ended), LabelOf(report, reports),
                    After(f.Detected), After(f.Failover), After(f.Failback), Lost(f.Failed), Lost(f.Hung));
            }
        }

        page.Line();
        page.Table(table);
    }

    private static TextColumn Right(string title, int spare = 0) => new(title, IsRight: true, Spare: spare);

    private static string Queued(ScenarioReport report, string text) => report.Queue.Waits.Count > 0 ? text : "";

    private static string Distribution(WaitFigures waits) =>
        $"mean {Time(waits.Mean)}, p50 {Time(waits.Median)}, p90 {Time(waits.P90)}, p99 {Time(waits.P99)}, "
        + $"max {Time(waits.Max)}";

    private static string Time(TimeSpan time) => Figures.Latency(time.TotalSeconds);

    private static string At(TimeSpan? time) => time is { } some ? Durations.Format(some) : "-";

    private static string After(TimeSpan? time) => Figures.Latency(time?.TotalSeconds);

    private static string Percent(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{share * 100:F1}%");

    private static TextCell Loaded(double share) =>
        new(Percent(share), share > 0.9 ? Tone.Bad : share > 0.7 ? Tone.Warning : Tone.Plain);

    private static TextCell Lost(long count) => new($"{count}", count > 0 ? Tone.Bad : Tone.Plain);
}
