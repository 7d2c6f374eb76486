namespace L4Balancer.Tests.Support;

/// <summary>Servers that refuse to run as root run as the user of their package.</summary>
internal static class SystemUser
{
    /// <summary>
    /// The start of a command line that runs the rest as this user; empty when the tests do not run as root.
    /// </summary>
    public static IReadOnlyList<string> Runs(string user) =>
        Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"] : [];

    public static async Task OwnAsync(string user, string path)
    {
        if (Environment.IsPrivilegedProcess) (await Command.RunAsync("chown", "-R", $"{user}:{user}", path)).OrThrow();
    }
}
