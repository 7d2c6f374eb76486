using System.CommandLine;
using System.ComponentModel;
using L4Balancer.Bench.Load.Arguments;
using L4Balancer.Bench.Load.Reports;

namespace L4Balancer.Bench.Load;

/// <summary>The verb <c>load</c>: generates load on any TCP service, with or without a balancer, and measures the
/// answers.
/// </summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var command = new Command(
            "load",
            "Generates load on a TCP service and measures its answers. Every answer is checked; the exit code is 1 "
            + "after any error, 2 if the command line is wrong. Ctrl-C ends it early, with the report.");
        foreach (var option in LoadArguments.All) command.Add(option);
        command.SetAction(CheckAndRunAsync);
        return command;
    }

    private static async Task<int> CheckAndRunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var errors = LoadRules.ErrorsOf(parsed);
        foreach (var error in errors) await Console.Error.WriteLineAsync(error);
        return errors.Count > 0
            ? BenchExitCodes.Usage
            : await RunAsync(LoadOptionsReader.Read(parsed), cancellationToken);
    }

    private static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) return await FailAsync("only Linux is supported.");
        try
        {
            var progress = options.IsQuiet ? null : Console.Error;
            var outcome = await LoadRun.RunAsync(options, progress, cancellationToken);
            if (options.IsJson) await Console.Out.WriteLineAsync(ReportJson.Write(outcome.Report));
            else await Console.Out.WriteAsync(ReportTable.Format(outcome));
            if (options.IsJson && outcome.FirstDetail is { } detail) await Console.Error.WriteLineAsync(detail);
            return outcome.Report.Errors.Count == 0 ? BenchExitCodes.Success : BenchExitCodes.Failed;
        }
        catch (Exception e) when (e is LoadException or Win32Exception)
        {
            return await FailAsync(e.Message);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("interrupted before it began.");
        }
    }

    private static async Task<int> FailAsync(string problem)
    {
        await Console.Error.WriteLineAsync($"load: {problem}");
        return BenchExitCodes.Failed;
    }
}
