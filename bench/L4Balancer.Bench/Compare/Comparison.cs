using System.Runtime.Versioning;
using System.Text.Encodings.Web;
using System.Text.Json;
using L4Balancer.Bench.Compare.Arguments;
using L4Balancer.Bench.Compare.Guarding;
using L4Balancer.Bench.Compare.Results;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Linux;

namespace L4Balancer.Bench.Compare;

/// <summary>A complete comparison: measures and reports, or guards.</summary>
internal static class Comparison
{
    /// <summary>Of the files with all measurements.</summary>
    public static readonly JsonSerializerOptions JsonOptions =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The exit code.</returns>
    /// <exception cref="CompareException">The comparison cannot continue.</exception>
    [SupportedOSPlatform("linux")]
    public static async Task<int> RunAsync(
        CompareOptions options, TextWriter output, TextWriter progress, CancellationToken stop)
    {
        await using var stage = new Stage(options.Tools, SessionsMax()) { Feature = options.Plan.Feature };
        if (options.GuardLines is { } lines)
        {
            var isPassed = await new GuardRun(stage, progress).RunAsync(lines, output, stop);
            return isPassed ? BenchExitCodes.Success : BenchExitCodes.Failed;
        }

        var run = new CompareRun(options.Plan, stage, options.IsForced, progress);
        var machine = await MachineFacts.ReadAsync(options.Tools, stop);
        var outcome = await run.RunAsync(stop);
        var summaries = Summaries(options.Plan, outcome);
        await ReportAsync(options, ReportOf(options, machine, outcome), summaries, output, stop);
        return outcome.HasFailed ? BenchExitCodes.Failed : BenchExitCodes.Success;
    }

    /// <summary>The number of sessions that the open file limit allows: two descriptors each, and a reserve.</summary>
    [SupportedOSPlatform("linux")]
    private static int SessionsMax() => (int)(Math.Min(ProcessLimits.OpenFiles().Soft, 20_000) - 500) / 2;

    private static IReadOnlyList<Summary> Summaries(ComparePlan plan, CompareOutcome outcome) =>
    [
        .. plan.Workloads.Where(w => w.HasRate)
            .Select(w => Summary.Of(w, [.. plan.Balancers.Select(b => b.Name)], outcome.Cells)),
    ];

    private static CompareReport ReportOf(CompareOptions options, MachineFacts machine, CompareOutcome outcome) => new()
    {
        Machine = machine,
        Feature = options.Plan.Feature.Title,
        Rounds = options.Plan.Rounds,
        CellSeconds = options.Plan.Duration.TotalSeconds,
        IsForced = !outcome.IsQuiet,
        Workloads = [.. options.Plan.Workloads.Select(w => w.Name)],
        Balancers = [.. options.Plan.Balancers.Select(b => b.Name)],
        Missing = options.Missing,
        Cells = outcome.Cells,
        Idle = outcome.IdleCells,
        Checked = outcome.CheckedCells,
    };

    private static async Task ReportAsync(
        CompareOptions options,
        CompareReport report,
        IReadOnlyList<Summary> summaries,
        TextWriter output,
        CancellationToken stop)
    {
        await output.WriteAsync(MarkdownReport.Render(report, summaries));
        try
        {
            if (options.JsonFile is { } json)
                await File.WriteAllTextAsync(json, JsonSerializer.Serialize(report, JsonOptions) + "\n", stop);
            if (options.SvgFile is { } svg) await File.WriteAllTextAsync(svg, SvgChart.Render(summaries), stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CompareException(e.Message);
        }
    }
}
