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
    /// <returns>The exit code of the program.</returns>
    public static int Run(string[] options)
    {
        var (filter, isQuick) = ("*", false);
        for (var i = 0; i < options.Length; i++)
        {
            if (options[i] == "--quick") isQuick = true;
            else if (options[i] == "--filter" && i + 1 < options.Length) filter = options[++i];
            else return Refuse(options[i]);
        }

        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly)
            .Run(["--filter", filter], ConfigOf(isQuick)).ToList();
        if (summaries.Count == 0) return Refuse(filter);
        return summaries.TrueForAll(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success)) ? 0 : 1;
    }

    private static int Refuse(string what)
    {
        Console.Error.WriteLine($"micro: '{what}' is no option, has no value, or matches no benchmark.");
        return 2;
    }

    /// <summary>
    /// In this process, because a build for every case would take longer than the measuring. Many short iterations and
    /// their minimum: on a machine that others use too, some of them run undisturbed, and what disturbs only ever adds.
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
