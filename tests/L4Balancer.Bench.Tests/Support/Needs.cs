namespace L4Balancer.Bench.Tests.Support;

/// <summary>
/// What a test requires from the machine. A missing requirement skips the test, but fails it under <c>CI=true</c>.
/// </summary>
internal static class Needs
{
    public static void Program(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        if (folders.Any(folder => File.Exists(Path.Combine(folder, program)))) return;
        var what = $"This test needs the program {program} (./test.sh installs it).";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(what);
        Assert.Ignore(what);
    }
}
