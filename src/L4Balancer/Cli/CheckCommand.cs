using System.CommandLine;
using L4Balancer.Cli.Output;
using L4Balancer.Core.Config;
using L4Balancer.Hosting;

namespace L4Balancer.Cli;

/// <summary><c>l4balancer check</c>: the same validation that <c>run</c> and a reload do before binding.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var printEffective = new Option<bool>("--print-effective")
        {
            Description = "Print every value in effect, defaults included.",
        };
        var withoutFiles = new Option<bool>("--without-files")
        {
            Description = "Skip the certificate, key, token and list files; they may be on another machine.",
        };
        var command = new Command(
            "check", "Checks a configuration file and the files that it refers to; reports every error.")
        {
            config, printEffective, withoutFiles,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(config), parsed.GetValue(printEffective), parsed.GetValue(withoutFiles)));
        return command;
    }

    private static int Run(string path, bool printEffective, bool withoutFiles)
    {
        var read = ConfigFile.Load(path);
        foreach (var problem in read.Errors) Console.Error.WriteLine(problem);
        foreach (var warning in read.Warnings) Console.Error.WriteLine($"{warning} [warning]");
        if (read.Config is not { } config) return ExitCodes.InvalidConfig;
        if (!withoutFiles && !HasGoodFiles(path, config)) return ExitCodes.InvalidConfig;
        if (printEffective) Console.Write(EffectiveConfig.Write(config));
        else Console.WriteLine($"{path}: valid, {Counts(config)}");
        return ExitCodes.Success;
    }

    private static string Counts(BalancerConfig config) =>
        $"{Figures.Of(config.Listeners.Count, "listener")}, {Figures.Of(config.Pools.Count, "pool")}";

    private static bool HasGoodFiles(string path, BalancerConfig config)
    {
        var (errors, warnings) = NamedFiles.Check(config, isStart: false);
        foreach (var error in errors) Console.Error.WriteLine($"{path}: {error}");
        foreach (var warning in warnings) Console.Error.WriteLine($"{path}: {warning} [warning]");
        return errors.Count == 0;
    }
}
