using L4Balancer.Tests.Children;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>A separate process that writes an access log until it is stopped.</summary>
internal sealed class AccessLogProcess(TestProcess process) : IAsyncDisposable
{
    public int Pid => process.Pid;

    public static async Task<AccessLogProcess> StartAsync(string target)
    {
        var engine = new TestedEngine(Core.Config.EngineKind.Portable, default);
        var process = TestProcess.Start(
            "env", $"{AccessLogScenario.Target}={target}", "dotnet", "exec",
            typeof(AccessLogProcess).Assembly.Location, AccessLogScenario.Name, engine.ToString());
        await process.Output.LineAsync(line => line == "ready", "the start", 0, Loopback.Patience);
        return new AccessLogProcess(process);
    }

    public Task SaysAsync(string text, int since = 0) =>
        process.Output.LineAsync(line => Begins(line, text), text, since, Loopback.Patience);

    public int Mark => process.Output.Count;

    /// <summary>All that it wrote to its output; how many records it had, and how many were lost.</summary>
    public async Task<(string[] Output, long Sent, long Dropped)> EndAsync()
    {
        process.Input.Close();
        Assert.That(await process.WaitForExitAsync(), Is.Zero);
        var output = process.Output.Since(0);
        return (output, Told("sent"), Told("dropped"));

        long Told(string name) => long.Parse(output.Single(line => Begins(line, name + "="))[(name.Length + 1)..]);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static bool Begins(string line, string text) => line.StartsWith(text, StringComparison.Ordinal);
}
