using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Connection;

namespace L4Balancer.Cli.Views;

/// <summary><c>l4balancer config</c>: the values in effect, and where each is set.</summary>
internal static class ConfigCommand
{
    public static Command Create(AdminVerb verbs) => verbs.Create(
        "config", "Prints every value in effect, and the line of the file that sets it.", [],
        async call =>
        {
            var answer = await call.Client.GetAsync("/v1/config", call.Stop);
            if (call.IsJson) call.PrintJson(answer);
            else Print(call.Page.Writer, call.Client.Read<ConfigReport>(answer));
            return ExitCodes.Success;
        });

    /// <summary>
    /// One value per line, uncut: for grep, and for editors that jump to <c>file:line</c>.
    /// </summary>
    private static void Print(TextWriter output, ConfigReport report)
    {
        if (report.Values.Count == 0) output.Write(report.Yaml);
        foreach (var value in report.Values)
        {
            var place = value.Line is { } line ? $"{report.File ?? "config"}:{line}" : "default";
            output.WriteLine($"{value.Path}: {value.Value}  # {place}");
        }
    }
}
