using L4Balancer.Cli;
using L4Balancer.Handover;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// The daemon, to which something happens on one side of a handover at a step. A successor is started with the same
/// arguments, so one program has both sides.
/// </summary>
internal static class HandoverFaultScenario
{
    public const string Name = "handover-fault";

    /// <param name="fault"><c>SIDE:STEP:HOW</c>: successor or predecessor, a step; kill, hang, or edit: the config file
    /// gets another line; or fail: once the successor has taken over.</param>
    /// <param name="arguments">Of the daemon.</param>
    public static Task<int> RunAsync(string fault, string[] arguments)
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        var words = fault.Split(':');
        var (isOfSuccessor, at) = (words[0] == "successor", Enum.Parse<HandoverStep>(words[1]));
        var taken = arguments[2] + ".taken";
        return CommandLine.RunAsync(arguments, signals: null, (isSuccessor, step) =>
        {
            if (isSuccessor && step == HandoverStep.Taken) File.WriteAllText(taken, "");
            if (isSuccessor != isOfSuccessor || step != at) return;
            switch (words[2])
            {
                case "edit": File.AppendAllText(arguments[2], "\nmax-connections: 500\n"); break;
                case "fail":
                    while (!File.Exists(taken)) Thread.Yield();
                    throw new InvalidOperationException("a fault of the test");
                case "kill": Signals.Send(Environment.ProcessId, Signal.Kill); break;
                default: Thread.Sleep(Timeout.Infinite); break;
            }
        });
    }

    /// <summary>The program and its arguments, before those of the daemon.</summary>
    public static IReadOnlyList<string> Command(TestedEngine engine, string fault) =>
    [
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec",
        Path.Combine(AppContext.BaseDirectory, "L4Balancer.Tests.dll"), Name, engine.ToString(), fault,
    ];
}
