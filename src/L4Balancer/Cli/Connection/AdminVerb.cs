using System.CommandLine;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Connection;

/// <summary>Creates the verbs that talk to a daemon.</summary>
internal sealed class AdminVerb(AdminOptions options)
{
    /// <summary>The API answers within milliseconds; this allows for an overloaded machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="patience">How long the answer may take; null means <see cref="Patience"/>.</param>
    public Command Create(
        string name, string description, IEnumerable<Symbol> symbols, Func<AdminCall, Task<int>> run,
        TimeSpan? patience = null)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }

        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(parsed, run, patience ?? Patience, stop));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult parsed, Func<AdminCall, Task<int>> run, TimeSpan patience, CancellationToken stop)
    {
        try
        {
            using var client = new AdminClient(options.Find(parsed), patience);
            return await run(new AdminCall(parsed, client, parsed.GetValue(options.Json), Page.OfConsole, stop));
        }
        catch (AdminException e)
        {
            // Errors of a config file begin with their location, for editors.
            if (e.ExitCode == ExitCodes.InvalidConfig) await Console.Error.WriteLineAsync(e.Message);
            else AdminCall.Warn(e.Message);
            return e.ExitCode;
        }
        catch (IOException)
        {
            // The reader of the output has exited, such as `| head`.
            return ExitCodes.Success;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
    }
}
