using System.CommandLine;

namespace L4Balancer.Cli;

/// <summary>The command <c>l4balancer</c>.</summary>
public static class CommandLine
{
    /// <summary>Parses and runs; gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("A TCP load balancer: shares connections over a list of backends and hides their failures.")
        {
            RunCommand.Create(),
            CheckCommand.Create(),
            DemoCommand.Create(),
            SchemaCommand.Create(),
        };
        HelpWithExamples.Install(root, ExitCodes.Text);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync().ConfigureAwait(false);
        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
        await Console.Error.WriteLineAsync("Try 'l4balancer --help'.").ConfigureAwait(false);
        return ExitCodes.Usage;
    }
}
