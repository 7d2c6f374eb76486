using System.CommandLine;
using L4Balancer.Core.Config;

namespace L4Balancer.Cli;

/// <summary><c>l4balancer schema</c>: for editors that check and complete YAML.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Prints the JSON Schema of the configuration, for editors.");
        command.SetAction(_ =>
        {
            Console.WriteLine(ConfigSchema.Write());
            return ExitCodes.Success;
        });
        return command;
    }
}
