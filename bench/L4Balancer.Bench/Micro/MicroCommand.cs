using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace L4Balancer.Bench.Micro;

/// <summary>The verb <c>micro</c>: runs the BenchmarkDotNet benchmarks of this program.</summary>
internal static class MicroCommand
{
    private static readonly Option<string> Filter = new("--filter")
    {
        Description = "Only the benchmarks whose full name matches, e.g. '*Pick*'.",
        HelpName = "GLOB",
        DefaultValueFactory = _ => "*",
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "One short round each: a smoke test, not for publication.",
    };

    public static Command Create()
    {
        var command = new Command(
            "micro", "Measures single parts: a pick, a table, a turn of the relay.") { Filter, Quick };
        command.SetAction(parsed => Run(parsed.GetValue(Filter)!, parsed.GetValue(Quick)));
        return command;
    }

    private static int Run(string filter, bool isQuick)
    {
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly)
            .Run(["--filter", filter], ConfigOf(isQuick)).ToList();
        if (summaries.Count == 0)
        {
            Console.Error.WriteLine($"micro: '{filter}' matches no benchmark.");
            return BenchExitCodes.Usage;
        }

        var isGood = summaries.TrueForAll(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success));
        return isGood ? BenchExitCodes.Success : BenchExitCodes.Failed;
    }

    /// <summary>
    /// In this process, because a build for every case would take longer than the measurement. Many short iterations
    /// and their minimum: on a machine that others use too, some of them run undisturbed, and what disturbs only ever
    /// adds.
    /// </summary>
    private static ManualConfig ConfigOf(bool isQuick)
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(isQuick ? 5 : 15))
            .WithWarmupCount(isQuick ? 1 : 6)
            .WithIterationCount(isQuick ? 1 : 20);
        return ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(StatisticColumn.Min, StatisticColumn.Median)
            .AddExporter(MarkdownExporter.GitHub, CsvExporter.Default)
            .AddLogger(ConsoleLogger.Default);
    }
}
