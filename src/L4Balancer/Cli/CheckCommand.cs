using System.CommandLine;
using L4Balancer.Core.Config;
using L4Balancer.Hosting;

namespace L4Balancer.Cli;

/// <summary><c>l4balancer check</c>: the same validation that `run` and a reload do.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var printEffective = new Option<bool>("--print-effective")
        {
            Description = "Print every value in force, with its default.",
        };
        var command = new Command("check", "Checks a configuration file and reports every error in it.")
        {
            config, printEffective,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(config), parsed.GetValue(printEffective)));
        return command;
    }

    private static int Run(string path, bool printEffective)
    {
        var read = ConfigFile.Load(path);
        foreach (var problem in read.Errors) Console.Error.WriteLine(problem);
        foreach (var warning in read.Warnings) Console.Error.WriteLine($"{warning} [warning]");
        if (read.Config is not { } config) return ExitCodes.InvalidConfig;
        if (printEffective) Console.Write(EffectiveConfig.Write(config));
        else Console.WriteLine($"{path}: valid, {config.Listeners.Count} listeners, {config.Pools.Count} pools");
        return ExitCodes.Success;
    }
}
