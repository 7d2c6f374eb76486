using System.CommandLine;
using L4Balancer.Bench.Compare.Arguments;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare;

/// <summary>The verb <c>compare</c>: compares the balancer with its peers.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var command = new Command(
            "compare", "Applies the same load directly and through HAProxy, nginx and l4balancer, on this machine.");
        foreach (var option in CompareArguments.All) command.Add(option);

        // Not an action with a token: its signal handling would end the program after two seconds, and stopping
        // everything may take longer.
        command.SetAction(parsed => RunAsync(parsed).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var interruption = new Interruption();
        try
        {
            if (CompareArguments.IsList(parsed)) return List(parsed);
            if (!OperatingSystem.IsLinux()) throw new CompareException("compare reads /proc: it runs on Linux only.");
            return await Comparison.RunAsync(
                CompareArguments.Read(parsed), Console.Out, Console.Error, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("compare: interrupted; everything it started has been stopped.");
            return BenchExitCodes.Failed;
        }
        catch (CompareException e)
        {
            await Console.Error.WriteLineAsync($"compare: {e.Message}");
            return e.ExitCode;
        }
    }

    private static int List(ParseResult parsed)
    {
        var tools = CompareArguments.ToolsOf(parsed);
        Console.WriteLine("Workloads:");
        foreach (var workload in WorkloadList.All) Console.WriteLine($"  {workload.Name,-16} {workload.Title}");
        Console.WriteLine("Balancers:");
        foreach (var balancer in BalancerList.All)
            Console.WriteLine($"  {balancer.Name,-16} {balancer.Missing(tools) ?? "available"}");
        Console.WriteLine("Features:");
        foreach (var feature in FeatureList.All) Console.WriteLine($"  {feature.Name,-16} {feature.Title}");
        return BenchExitCodes.Success;
    }
}
