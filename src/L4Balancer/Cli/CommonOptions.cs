using System.CommandLine;

namespace L4Balancer.Cli;

/// <summary>Options that more than one verb has.</summary>
internal static class CommonOptions
{
    public static Option<string> Config() => new("--config", "-c")
    {
        Description = "The configuration file (YAML).",
        HelpName = "FILE",
        Required = true,
    };
}
