using System.CommandLine;
using System.Text.Json;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Arguments;
using L4Balancer.Bench.Load.Arguments;
using L4Balancer.Bench.Soak.Results;
using L4Balancer.Bench.Soak.Sides;

namespace L4Balancer.Bench.Soak;

/// <summary>The verb <c>upgrade-soak</c>: many sessions with checked bytes, while the daemon is upgraded.</summary>
internal static class SoakCommand
{
    /// <summary>The verb of the processes with the two sides of the sessions.</summary>
    public const string SideVerb = "soak-side";

    private static readonly Option<string> Engine = new("--engine")
    {
        Description = "native or portable.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "native",
    };

    private static readonly Option<int> Sessions = new("--sessions")
    {
        Description = "Sessions that are open all the time.",
        CustomParser = Quantities.Number(1, 1_000_000),
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<int> Upgrades = new("--upgrades")
    {
        Description = "Upgrades in a row.",
        CustomParser = Quantities.Number(0, 1000),
        DefaultValueFactory = _ => 3,
    };

    private static readonly Option<TimeSpan> Pause = new("--pause")
    {
        Description = "Time before and after each upgrade.",
        CustomParser = Quantities.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        DefaultValueFactory = _ => TimeSpan.FromSeconds(2),
    };

    private static readonly Option<bool> Light = new("--light")
    {
        Description = "No steady streams, which take the processors that the pause is measured with.",
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Decides when clients ask.",
        DefaultValueFactory = _ => Random.Shared.Next(),
    };

    public static IReadOnlyList<Command> Create() => [Soak(), Side()];

    private static Command Soak()
    {
        var command = new Command(
            "upgrade-soak",
            "Sessions of every kind, with checked bytes in both directions, while l4balancer is upgraded again and "
            + "again. Exit code 1 if a session, a byte or a process is lost.")
        {
            Engine, Sessions, Upgrades, Pause, Light, Seed, CompareArguments.JsonFile,
        };
        foreach (var option in CompareArguments.Programs) command.Add(option);
        command.SetAction(parsed => RunAsync(parsed).GetAwaiter().GetResult());
        return command;
    }

    private static Command Side()
    {
        var side = new Argument<string>("side");
        var command = new Command(SideVerb, "One side of the sessions of upgrade-soak.") { side };
        command.Hidden = true;
        command.SetAction(parsed => RunSide(parsed.GetValue(side)!));
        return command;
    }

    private static int RunSide(string name)
    {
        if (name == "backends")
        {
            using var backends = new SoakBackends();
            backends.Run();
            return BenchExitCodes.Success;
        }

        using var clients = new SoakClients(JsonSerializer.Deserialize<ClientPlan>(Console.In.ReadLine()!)!);
        clients.Begin();
        clients.Run();
        return BenchExitCodes.Success;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var interruption = new Interruption();
        try
        {
            if (!OperatingSystem.IsLinux()) throw new CompareException("upgrade-soak runs on Linux only.");
            var options = Read(parsed);
            await Console.Error.WriteLineAsync($"seed {options.Seed}");
            var report = await new SoakRun(options, Console.Error).RunAsync(interruption.Token);
            await Console.Out.WriteAsync(SoakTable.Render(report));
            if (options.JsonFile is { } file)
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, Comparison.JsonOptions) + "\n");
            return report.IsGood ? BenchExitCodes.Success : BenchExitCodes.Failed;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("upgrade-soak: interrupted; everything it started has been stopped.");
            return BenchExitCodes.Failed;
        }
        catch (CompareException e)
        {
            await Console.Error.WriteLineAsync($"upgrade-soak: {e.Message}");
            return e.ExitCode;
        }
    }

    private static SoakOptions Read(ParseResult parsed)
    {
        var options = new SoakOptions
        {
            Tools = CompareArguments.ToolsOf(parsed),
            Engine = parsed.GetValue(Engine)!,
            Sessions = parsed.GetValue(Sessions),
            Upgrades = parsed.GetValue(Upgrades),
            Pause = parsed.GetValue(Pause),
            IsLight = parsed.GetValue(Light),
            Seed = parsed.GetValue(Seed),
            JsonFile = CompareArguments.Writable(parsed, CompareArguments.JsonFile),
        };
        if (options.Tools.L4Balancer is null) throw new CompareException("l4balancer is not built.");
        return options.Engine is "native" or "portable" ? options
            : throw new CompareException(
                $"--engine: '{options.Engine}' is not native or portable.", BenchExitCodes.Usage);
    }
}
