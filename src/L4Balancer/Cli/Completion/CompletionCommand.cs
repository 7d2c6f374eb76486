using System.CommandLine;

namespace L4Balancer.Cli.Completion;

/// <summary><c>l4balancer completion</c>: for shells.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", CompletionScripts.Shells) };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new Command(
            "completion", "Prints what makes a shell complete verbs, pools and backends.") { shell };
        command.SetAction(parsed =>
        {
            Console.WriteLine(CompletionScripts.Of(parsed.GetRequiredValue(shell)));
            return ExitCodes.Success;
        });
        return command;
    }
}
