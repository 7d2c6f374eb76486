using L4Balancer.Hosting;
using L4Balancer.Sockets;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Children;

/// <summary>
/// The entry point of the test assembly as a program: one scenario that needs a separate process. It writes
/// its results as lines of <c>name=value</c>, which the test that started it checks.
/// </summary>
internal static class ChildProgram
{
    public static async Task<int> Main(string[] args)
    {
        var engine = TestedEngine.Parse(args[1]);
        switch (args[0])
        {
            case "out-of-ports": await OutOfPortsScenario.RunAsync(engine); break;
            case SourcePortsScenario.Name: await SourcePortsScenario.RunAsync(engine); break;
            case ManyConnectionsScenario.Name: await ManyConnectionsScenario.RunAsync(engine); break;
            case "dead-peer": await DeadPeerScenario.RunAsync(engine); break;
            case "self-connect": await SelfConnectScenario.RunAsync(engine); break;
            case "idle-memory": await IdleMemoryScenario.RunAsync(engine); break;
            case "stuck-threads": await StuckThreadsScenario.RunAsync(engine); break;
            case "loop-failure" when OperatingSystem.IsLinux(): await LoopFailureScenario.RunAsync(engine); break;
            case HandoverFaultScenario.Name: return await HandoverFaultScenario.RunAsync(args[2], args[3..]);
            case FullDiskScenario.Name: await FullDiskScenario.RunAsync(); break;
            case AccessLogScenario.Name: await AccessLogScenario.RunAsync(); break;
            default: return 1;
        }

        return 0;
    }

    public static void Tell(string name, object value) => Console.WriteLine($"{name}={value}");

    /// <summary>There is no test whose output could receive the log.</summary>
    public static BalancerOptions Quiet(BalancerOptions options) =>
        options with { Logs = NullLoggerFactory.Instance, Descriptors = DescriptorBudget.Unlimited };
}
