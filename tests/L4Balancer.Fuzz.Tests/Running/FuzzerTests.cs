using System.Diagnostics;
using System.Text.RegularExpressions;

namespace L4Balancer.Fuzz.Tests.Running;

/// <summary>The program as a whole: it instruments, runs, counts, and reports.</summary>
internal sealed partial class FuzzerTests
{
    private const int Executions = 2000;

    [Test]
    public async Task It_reaches_more_code_than_its_seeds_and_finds_no_failure()
    {
        var (code, output) = await RunAsync("--target", "agent-line", "-n", $"{Executions}", "--seed", "1");
        Assert.That(code, Is.Zero, output);
        var line = Figures().Match(output);
        Assert.That(line.Success, Is.True, output);
        Assert.That(int.Parse(line.Groups["runs"].Value.Replace(",", "", StringComparison.Ordinal)),
            Is.GreaterThanOrEqualTo(Executions));
        Assert.That(int.Parse(line.Groups["edges"].Value), Is.GreaterThan(50));
        Assert.That(int.Parse(line.Groups["inputs"].Value), Is.GreaterThan(10));
    }

    /// <summary>Their seeds are made by instrumented code, too, after the inputs of other targets.</summary>
    [Test]
    public async Task All_targets_begin_in_one_process()
    {
        var (code, output) = await RunAsync("-n", "1", "--seed", "1");
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("handover ").And.Contain("routes "));
    }

    [Test]
    public async Task An_unknown_target_is_an_error_of_usage()
    {
        var (code, output) = await RunAsync("--target", "nothing");
        Assert.That((code, output), Is.EqualTo((2, "fuzz: There is no target nothing; --list shows them.\n")));
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "L4Balancer.Fuzz.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex(
        "^agent-line +(?<runs>[0-9,]+) +[0-9,]+ +(?<edges>[0-9]+) +(?<inputs>[0-9]+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Figures();
}
