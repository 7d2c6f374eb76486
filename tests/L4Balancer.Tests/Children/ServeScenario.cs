using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Tests.Children;

/// <summary>
/// A balancer in front of a backend of the test's process. On the line <c>take</c> it opens files until there is no descriptor left, on <c>give</c> it
/// closes them; every line is answered with its counters. The end of the input ends it.
/// </summary>
internal static class ServeScenario
{
    private static readonly List<SafeFileHandle> Taken = [];

    public static async Task RunAsync(EngineKind engine, int backendPort, int sessionsMax)
    {
        var backend = NetAddress.FromIp(IPAddress.Loopback, backendPort);
        await using var balancer = await RunningBalancer.StartAsync(engine, [backend], options: options => ChildProgram.Quiet(options) with { SessionsMax = sessionsMax });
        ChildProgram.Tell("port", balancer.Address.Port);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "take") Take();
            else if (line == "give") Give();
            Tell(balancer, backend);
        }
    }

    private static void Take()
    {
        try
        {
            while (true) Taken.Add(File.OpenHandle("/dev/null"));
        }
        catch (IOException)
        {
            // That was the last one.
        }
    }

    private static void Give()
    {
        foreach (var file in Taken) file.Dispose();
        Taken.Clear();
    }

    private static void Tell(RunningBalancer balancer, NetAddress backend)
    {
        ChildProgram.Tell("active", balancer.Balancer.Engine.ActiveSessions);
        ChildProgram.Tell("pauses", balancer.Counters.AcceptPauses);
        ChildProgram.Tell("refused", balancer.Counters.Ended(CloseReason.RefusedSessionLimit));
        ChildProgram.Tell("bugs", balancer.Counters.Ended(CloseReason.Bug));
        ChildProgram.Tell("blamed", balancer.Backend(backend).Counters.ConnectFailures);
        ChildProgram.Tell("cpu-ms", (long)Environment.CpuUsage.TotalTime.TotalMilliseconds);
        ChildProgram.Tell("told", true);
    }
}
