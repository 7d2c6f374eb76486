using System.CommandLine;
using L4Balancer.Cli.Acts;
using L4Balancer.Cli.Completion;
using L4Balancer.Cli.Connection;
using L4Balancer.Cli.Simulate;
using L4Balancer.Cli.Top;
using L4Balancer.Cli.Views;
using L4Balancer.Handover;
using L4Balancer.Hosting;

namespace L4Balancer.Cli;

/// <summary>The command <c>l4balancer</c>.</summary>
public static class CommandLine
{
    /// <summary>
    /// An unexpected exception ends the process as a crash does, not with the exit code of an invalid configuration,
    /// so that a service manager restarts it. The daemon handles signals itself: the library must not limit how long
    /// it drains.
    /// </summary>
    private static readonly InvocationConfiguration Invocation =
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Parses the command line and runs it.</summary>
    /// <param name="signals">The daemon's signal handlers, if already installed.</param>
    /// <param name="checkpoint">See <see cref="BalancerOptions.HandoverCheckpoint"/>.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(
        string[] args, DaemonSignals? signals = null, Action<bool, HandoverStep>? checkpoint = null)
    {
        var parsed = CreateRoot(signals, checkpoint).Parse(args);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(Invocation);
        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
        await Console.Error.WriteLineAsync("Try 'l4balancer --help'.");
        return ExitCodes.Usage;
    }

    internal static RootCommand CreateRoot(
        DaemonSignals? signals = null, Action<bool, HandoverStep>? checkpoint = null)
    {
        var root = new RootCommand(
            "A TCP load balancer: distributes connections across backends and hides their failures.");
        foreach (var verb in Verbs(signals, checkpoint)) root.Subcommands.Add(verb);
        HelpWithExamples.Install(root);
        return root;
    }

    private static IEnumerable<Command> Verbs(DaemonSignals? signals, Action<bool, HandoverStep>? checkpoint)
    {
        var admin = new AdminOptions();
        var verbs = new AdminVerb(admin);
        var names = new LiveNames(admin);
        var actOptions = new ActOptions();
        var acts = new ActVerb(verbs, actOptions);
        return
        [
            RunCommand.Create(signals, checkpoint), CheckCommand.Create(), SimulateCommand.Create(),
            DemoCommand.Create(),
            AgentCommand.Create(), ImportCommand.Create(), SchemaCommand.Create(),
            CompletionCommand.Create(),
            StatusCommand.Create(verbs, names), TopCommand.Create(verbs), CapacityCommand.Create(verbs, names),
            EventsCommand.Create(verbs, names), ConfigCommand.Create(verbs), ReloadCommand.Create(verbs, actOptions),
            UpgradeCommand.Create(verbs),
            SourcesCommand.Create(verbs, names),
            .. new SessionCommands(verbs, names).Create(), .. new BackendActs(acts, actOptions, names).Create(),
            .. new PoolActs(acts, names).Create(),
        ];
    }
}
