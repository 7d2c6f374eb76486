using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace L4Balancer.Cli;

/// <summary>
/// Adds examples to the help of every verb, and shows the verbs in groups in the root help.
/// </summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    public static void Install(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    /// <summary>Help is shown even if the rest of the command line is incomplete.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (command is RootCommand root)
        {
            WriteRoot(root, output);
            return ExitCodes.Success;
        }

        var result = inner.Invoke(parseResult);
        output.WriteLine("Examples:");
        output.WriteLine(Examples.Of(command.Name));
        return result;
    }

    private static void WriteRoot(RootCommand root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage: l4balancer VERB [options]");
        output.WriteLine("       l4balancer VERB --help     description and examples of a verb");
        output.WriteLine("       l4balancer --version");
        var width = root.Subcommands.Max(verb => verb.Name.Length);
        foreach (var (title, verbs) in Examples.Groups)
        {
            output.WriteLine();
            output.WriteLine($"{title}:");
            foreach (var verb in verbs.Select(name => root.Subcommands.Single(c => c.Name == name)))
                output.WriteLine($"  {verb.Name.PadRight(width)}  {verb.Description}");
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var verb in Examples.Groups.Select(group => group.Verbs[0])) output.WriteLine(FirstLine(verb));
        output.WriteLine();
        output.WriteLine(ExitCodes.Text);
    }

    private static string FirstLine(string verb) => Examples.Of(verb).Split('\n')[0];
}
