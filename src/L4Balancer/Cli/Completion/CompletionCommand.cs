using System.CommandLine;

namespace L4Balancer.Cli.Completion;

/// <summary><c>l4balancer completion</c>: generates shell completion scripts.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", CompletionScripts.Shells) };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var command = new Command(
            "completion", "Generates a shell completion script.") { shell };
        command.SetAction(parsed =>
        {
            Console.WriteLine(CompletionScripts.Of(parsed.GetRequiredValue(shell)));
            return ExitCodes.Success;
        });
        return command;
    }
}
