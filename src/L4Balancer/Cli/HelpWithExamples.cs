using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace L4Balancer.Cli;

/// <summary>Puts examples under the help of every verb.</summary>
internal sealed class HelpWithExamples(HelpAction inner, string rootNotes) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["run"] = """
              l4balancer run -c /etc/l4balancer/l4balancer.yaml
              l4balancer run -c lb.yaml --log-level debug
              kill -HUP PID      reloads the file;  kill -TERM PID  drains and stops
            """,
        ["check"] = """
              l4balancer check -c lb.yaml
              l4balancer check -c lb.yaml --print-effective
            """,
        ["demo"] = """
              l4balancer demo
              l4balancer demo --seconds 60
            """,
        ["schema"] = """
              l4balancer schema > l4balancer.schema.json
            """,
    };

    public static void Install(RootCommand root, string notes)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!, notes);
    }

    /// <summary>Help is given whatever else is missing on the command line.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        output.WriteLine("Examples:");
        if (command is not RootCommand)
        {
            output.WriteLine(Examples[command.Name]);
            return result;
        }

        foreach (var example in Examples.Values) output.WriteLine(example.Split('\n')[0]);
        output.WriteLine();
        output.WriteLine(rootNotes);

        return result;
    }
}
