using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The checker of Prometheus.</summary>
internal static class Promtool
{
    public static async Task CheckMetricsAsync(string text)
    {
        await using var process = TestProcess.Start("promtool", "check", "metrics");
        await process.Input.WriteAsync(text);
        process.Input.Close();
        var exitCode = await process.WaitForExitAsync();
        Assert.That(process.Output.Since(0), Is.Empty);
        Assert.That(exitCode, Is.Zero);
    }

    /// <summary>Fails unless it ends with 0.</summary>
    public static async Task<CommandResult> RunAsync(params IReadOnlyList<string> arguments) =>
        (await Command.RunAsync("promtool", arguments)).OrThrow();
}
