namespace L4Balancer.Tests.Support;

/// <summary>
/// What a test requires from the machine. A missing requirement skips the test with the reason, but fails it under
/// <c>CI=true</c>.
/// </summary>
internal static class Needs
{
    public static void Programs(params ReadOnlySpan<string> programs)
    {
        foreach (var program in programs)
        {
            if (!Command.Exists(program)) Missing($"the program {program} (./test.sh installs it)");
        }
    }

    public static void Root()
    {
        if (!Environment.IsPrivilegedProcess) Missing("root, to boot a container");
    }

    /// <summary>Ends the test as skipped or failed.</summary>
    public static void Missing(string what)
    {
        if (IsCi) Assert.Fail($"This test needs {what}, and CI must not skip it.");
        Assert.Ignore($"This test needs {what}.");
    }

    private static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";
}
