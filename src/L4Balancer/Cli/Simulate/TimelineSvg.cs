using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Cli.Simulate;

/// <summary>
/// Simulations as a picture: over the time, for each backend its load, its response time and its failures, and what was
/// lost. It follows the reader's choice of light or dark.
/// </summary>
internal sealed class TimelineSvg(SvgText svg)
{
    private const double Left = 190;
    private const double ChartWidth = 720;
    private const double Width = Left + ChartWidth + 20;
    private const double LoadHeight = 24;
    private const double HeatHeight = 8;
    private const double StripHeight = LoadHeight + HeatHeight + 10;
    private const double HeadHeight = 62;
    private const double AxisHeight = 30;
    private const double LegendHeight = 26;

    /// <summary>Mean waits of a column, as multiples of the median of all waits, at which the next colour
    /// begins.</summary>
    private static readonly double[] HeatSteps = [2, 5, 20, 100];

    public static void Write(Stream output, IReadOnlyList<ScenarioReport> reports)
    {
        var height = LegendHeight + reports.Sum(HeightOf);
        using var svg = new SvgText(output, Width, height, $"Simulation of pool {reports[0].Pool.Name}");
        new TimelineSvg(svg).WriteAll(reports);
    }

    private static double HeightOf(ScenarioReport report) =>
        HeadHeight + (report.Backends.Count + 1) * StripHeight + AxisHeight;

    private void WriteAll(IReadOnlyList<ScenarioReport> reports)
    {
        WriteLegend();
        var top = LegendHeight;
        foreach (var report in reports)
        {
            WriteReport(report, reports, top);
            top += HeightOf(report);
        }
    }

    private void WriteLegend()
    {
        svg.Text(10, 16, "faint", "bars: load; band below: mean wait, as a multiple of the median:");
        var x = 390.0;
        for (var i = 0; i <= HeatSteps.Length; i++, x += 62)
        {
            svg.Rect(x, 7, 10, 10, $"heat{i}");
            var text = i == 0 ? $"< {HeatSteps[0]}" : $"{HeatSteps[i - 1]}+";
            svg.Text(x + 14, 16, "faint", text);
        }

        svg.Rect(x, 7, 10, 10, "fail");
        svg.Text(x + 14, 16, "faint", "fails");
        svg.Rect(x + 56, 10, 10, 4, "out");
        svg.Text(x + 70, 16, "faint", "not used");
    }

    private void WriteReport(ScenarioReport report, IReadOnlyList<ScenarioReport> reports, double top)
    {
        svg.Text(10, top + 22, "title", $"{report.Pool.Name}, {SimulationView.LabelOf(report, reports)}");
        svg.Text(10, top + 40, "faint", Summary(report));
        var y = top + HeadHeight - 8;
        for (var i = 0; i < report.Backends.Count; i++, y += StripHeight) WriteBackend(report, i, y);
        WriteLosses(report, y);
        WriteAxis(report.Scenario.Duration, y + StripHeight);
    }

    private static string Summary(ScenarioReport report) =>
        $"{Output.Figures.Of(report.Sessions.Begun, "session")}, {report.Sessions.Failed} failed, "
        + $"{report.Sessions.Hung} over {Durations.Format(report.Scenario.HungAfter)}; wait "
        + $"p50 {Time(report.Waits.Median)}, p99 {Time(report.Waits.P99)}, max {Time(report.Waits.Max)}";

    private void WriteBackend(ScenarioReport report, int index, double top)
    {
        var (backend, axis) = (report.Backends[index], new TimeAxis(report.Scenario.Duration, Left, ChartWidth));
        svg.Text(10, top + 13, "ink", backend.Backend);
        svg.Text(
            10, top + 28, "faint",
            $"load {backend.Utilisation * 100:F0} %, p99 {Time(backend.Waits.P99)}");
        var failures = report.Failures.Where(f => f.Backend == backend.Backend).Select(f =>
        {
            var (x, width) = axis.Span(f.At, f.Ended ?? report.Scenario.Duration);
            return (X: x, Width: width, Kind: OptionValues.WordOf(f.Kind));
        }).ToArray();
        svg.Rect(Left, top, ChartWidth, LoadHeight, "ground");
        foreach (var (x, width, _) in failures) svg.Rect(x, top, width, LoadHeight + HeatHeight, "fail");
        WriteLoad(report.Timeline, index, axis, top + LoadHeight);
        WriteRuns(
            report.Timeline, axis, top + LoadHeight + 1, HeatHeight - 1,
            column => HeatOf(column.Backends[index], report.Waits));
        WriteRuns(
            report.Timeline, axis, top + LoadHeight + HeatHeight + 1, 3,
            column => column.Backends[index].IsUsed ? null : "out");
        foreach (var (x, _, kind) in failures) svg.Text(x + 3, top + 11, "ink", kind);
    }

    /// <summary>One path for all columns: hundreds of elements would make a large file.</summary>
    private void WriteLoad(IReadOnlyList<TimelineColumn> columns, int backend, TimeAxis axis, double bottom)
    {
        var path = new StringBuilder(SvgText.Invariant($"M{Left:0.##},{bottom:0.##}"));
        foreach (var column in columns)
        {
            var (x, width) = axis.Span(column.From, column.Until);
            var high = LoadHeight * Math.Min(1, column.Backends[backend].Utilisation);
            path.Append(SvgText.Invariant($"V{bottom - high:0.#}H{x + width:0.##}"));
        }

        svg.Path(path.Append(SvgText.Invariant($"V{bottom:0.##}Z")).ToString(), "load");
    }

    /// <summary>A band whose colour changes; neighbours of the same colour are one element.</summary>
    /// <param name="classOf">Null leaves the column empty.</param>
    private void WriteRuns(
        IReadOnlyList<TimelineColumn> columns, TimeAxis axis, double top, double height,
        Func<TimelineColumn, string?> classOf)
    {
        for (var (first, i) = (0, 1); first < columns.Count; i++)
        {
            var @class = classOf(columns[first]);
            if (i < columns.Count && classOf(columns[i]) == @class) continue;
            var (x, width) = axis.Span(columns[first].From, columns[i - 1].Until);
            if (@class is not null) svg.Rect(x, top, width, height, @class);
            first = i;
        }
    }

    private void WriteLosses(ScenarioReport report, double top)
    {
        var axis = new TimeAxis(report.Scenario.Duration, Left, ChartWidth);
        var most = report.Timeline.Select(column => column.Failed + column.Hung).DefaultIfEmpty(0).Max();
        svg.Text(10, top + 13, "ink", "failed and hung sessions");
        svg.Text(10, top + 28, "faint", $"at most {most} in a column");
        svg.Rect(Left, top, ChartWidth, LoadHeight, "ground");
        foreach (var column in report.Timeline.Where(column => column.Failed + column.Hung > 0))
        {
            var (x, width) = axis.Span(column.From, column.Until);
            var (failed, hung) = (LoadHeight * column.Failed / most, LoadHeight * column.Hung / most);
            svg.Rect(x, top + LoadHeight - failed, width, failed, "failed");
            svg.Rect(x, top + LoadHeight - failed - hung, width, hung, "hung");
        }

        svg.Rect(Left, top + LoadHeight + 4, 8, 8, "failed");
        svg.Text(Left + 12, top + LoadHeight + 12, "faint", "failed");
        svg.Rect(Left + 60, top + LoadHeight + 4, 8, 8, "hung");
        svg.Text(Left + 72, top + LoadHeight + 12, "faint", "hung");
    }

    private void WriteAxis(TimeSpan duration, double top)
    {
        var axis = new TimeAxis(duration, Left, ChartWidth);
        foreach (var (x, text) in axis.Marks())
        {
            svg.Rect(x, top, 1, 5, "mark");
            svg.Text(x, top + 17, "faint", text, anchor: "middle");
        }
    }

    private static string? HeatOf(in TimelineCell cell, WaitFigures all)
    {
        if (cell.Answers == 0) return null;
        var ratio = cell.WaitMean / all.Median;
        var step = 0;
        while (step < HeatSteps.Length && ratio >= HeatSteps[step]) step++;
        return $"heat{step}";
    }

    private static string Time(TimeSpan time) => Output.Figures.Latency(time.TotalSeconds);
}
