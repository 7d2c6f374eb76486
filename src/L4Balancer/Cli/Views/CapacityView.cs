using L4Balancer.Admin.History;
using L4Balancer.Cli.Output;
using L4Balancer.Core.Capacity;

namespace L4Balancer.Cli.Views;

/// <summary>The assessment of each pool: first what it means, then the figures of its backends.</summary>
internal static class CapacityView
{
    /// <summary>Of a larger pool only those nearest to their limit are listed, and then the slowest.</summary>
    private const int RowsMax = 20;

    public static void Write(Page page, CapacityReport report)
    {
        var window = Figures.Duration(TimeSpan.FromSeconds(report.WindowSeconds));
        page.Line($"Rates and means of the last {window}", Tone.Faint);
        foreach (var pool in report.Pools)
        {
            page.Line();
            WriteFacts(page, pool);
            page.Line();
            WriteBackends(page, pool);
        }
    }

    private static void WriteFacts(Page page, PoolCapacity pool)
    {
        page.Line(
            $"{pool.Name}: {Figures.Of(pool.Sessions, "session")}, {Figures.Count(pool.SessionsPerSecond)} new/s, "
            + $"{Figures.Bytes(pool.BytesPerSecond)}/s, {Figures.Count(pool.AnswersPerSecond)} answers/s"
            + (pool.Response is { } mean ? $" in {Figures.Latency(mean)}" : ""),
            Tone.Strong);
        var share = pool.Utilisation.Share;
        var known = share is null ? "unknown" : Percent(share);
        Fact(page, "utilisation", $"{known} ({pool.Utilisation.How})", ToneOf(share));
        if (pool.Headroom is { } headroom)
            Fact(page, "headroom", headroom >= 0 ? $"the load can grow by {Percent(headroom)}" : "none");
        Fact(page, "bottleneck", pool.Bottleneck.Text, pool.Bottleneck.Backend is null ? Tone.Plain : Tone.Warning);
        foreach (var failure in pool.Failures)
            Fact(page, "without", $"{string.Join(", ", failure.Failed)}: {failure.Text}", ToneOf(failure.Outcome));
        Fact(page, "weights", pool.Weights.Text);
        var changed = pool.Weights.Proposed.Where(p => p.Proposed != p.Weight).Take(RowsMax);
        foreach (var weight in changed)
        {
            page.Line(
                $"               l4balancer weight {pool.Name}/{weight.Address} {weight.Proposed}   "
                + $"# now {weight.Weight}");
        }
    }

    private static void WriteBackends(Page page, PoolCapacity pool)
    {
        var table = new TextTable(
            new("BACKEND", IsCut: true), new("TIER", IsRight: true), new("USED"), new("SESS", IsRight: true),
            new("MAX", IsRight: true), new("NEW/s", IsRight: true, Spare: 3), new("BYTES/s", IsRight: true, Spare: 2),
            new("ANS/s", IsRight: true), new("RESP", IsRight: true), new("R99", IsRight: true, Spare: 4),
            new("SHARE", IsRight: true), new("WORK", IsRight: true, Spare: 5), new("CPU", IsRight: true, Spare: 1),
            new("UTIL", IsRight: true));
        foreach (var b in Chosen(pool.Backends))
        {
            table.Add(
                b.Address, $"{b.Tier}", b.IsUsed ? "yes" : "no", Figures.Count(b.Sessions),
                b.MaxConnections == 0 ? "-" : Figures.Count(b.MaxConnections), Figures.Count(b.SessionsPerSecond),
                Figures.Bytes(b.BytesPerSecond), Figures.Count(b.AnswersPerSecond), Figures.Latency(b.Response),
                Figures.Latency(b.ResponseP99), Percent(b.Share),
                b.InProgress is { } work ? Figures.Count(Math.Round(work, 1)) : "-", Percent(b.Cpu),
                new(Percent(b.Utilisation.Share), ToneOf(b.Utilisation.Share)));
        }

        page.Table(table);
        if (pool.Backends.Count > RowsMax)
            page.Line($"and {pool.Backends.Count - RowsMax} more (--json has all of them)", Tone.Faint);
    }

    private static IEnumerable<BackendCapacity> Chosen(IReadOnlyList<BackendCapacity> backends) =>
        backends.Count <= RowsMax
            ? backends
            : backends.OrderByDescending(b => b.Utilisation.Share ?? -1).ThenByDescending(b => b.Response ?? -1)
                .Take(RowsMax);

    private static void Fact(Page page, string name, string text, Tone tone = Tone.Plain)
    {
        // Words are wrapped, not cut: the end of a sentence is often what matters.
        const int Indent = 15;
        var label = $"  {name}";
        foreach (var line in TextTable.Wrapped(text, page.Width - Indent))
        {
            page.Line(label.PadRight(Indent) + page.Ink.Paint(line, tone));
            label = "";
        }
    }

    private static string Percent(double? share) => share is { } known ? $"{known * 100:0}%" : "-";

    private static Tone ToneOf(double? share) =>
        share switch { null => Tone.Plain, > 1 => Tone.Bad, >= 0.8 => Tone.Warning, _ => Tone.Good };

    private static Tone ToneOf(FailureOutcome outcome) => outcome switch
    {
        FailureOutcome.Holds => Tone.Good,
        FailureOutcome.Unknown => Tone.Plain,
        FailureOutcome.Exceeded => Tone.Warning,
        _ => Tone.Bad,
    };
}
