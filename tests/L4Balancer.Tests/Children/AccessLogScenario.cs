using System.Runtime.InteropServices;
using L4Balancer.Background;
using L4Balancer.Core.Config;
using L4Balancer.Linux;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Support;
using L4Balancer.Tests.Telemetry.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Children;

/// <summary>
/// A process that writes an access log, as fast as the log accepts records, until its input ends, and also ordinary log
/// lines. SIGUSR1 reopens the log. The target is the last argument, kept in an environment variable.
/// </summary>
internal static class AccessLogScenario
{
    public const string Name = "access-log";
    public const string Target = "L4BALANCER_TEST_TARGET";

    private const int Signal = 10;
    private const int Burst = 500;

    public static async Task RunAsync()
    {
        var config = new AccessLogConfig { To = Environment.GetEnvironmentVariable(Target)! };
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException();
        var log = AccessLog.Create(
            config, new BackgroundWork(NullLogger.Instance, TimeProvider.System), TimeProvider.System,
            NullLogger.Instance, AppendFile.Open);
        using var reopen = PosixSignalRegistration.Create((PosixSignal)Signal, context =>
        {
            context.Cancel = true;
            log.Reopen();
            Console.WriteLine("reopening");
        });
        Console.WriteLine("ready");
        var end = Task.Run(Console.In.ReadToEnd);
        var sent = 0UL;
        while (!end.IsCompleted)
        {
            for (var i = 0; i < Burst; i++) log.Observe(Records.Ended(sent++));
            Console.WriteLine("ordinary " + new string('o', 500) + ".");
            await Eventually.HoldsAsync(() => log.Written + log.Dropped == (long)sent, () => "the writer keeps up");
        }

        await log.DisposeAsync();
        ChildProgram.Tell("sent", sent);
        ChildProgram.Tell("dropped", log.Dropped);
    }
}
