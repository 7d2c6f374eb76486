using L4Balancer.Admin;
using L4Balancer.Admin.Security;
using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>
/// Checks the files that a configuration refers to. Without those of the admin side `run` does not start, so `check`
/// does not pass. The program of a hook may be there only later, or for another user.
/// </summary>
public static class NamedFiles
{
    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Binds and changes nothing.</summary>
    /// <param name="isStart">Whether the daemon is about to start. Otherwise missing systemd credentials, which only
    /// the service has, cause only a warning.</param>
    public static (IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings) Check(
        BalancerConfig config, bool isStart)
    {
        var warnings = new List<string>();
        foreach (var hook in config.Hooks) CheckProgram(hook, warnings);
        return (config.Admin is { } admin ? CheckAdmin(admin, isStart, warnings) : [], warnings);
    }

    private static IReadOnlyList<string> CheckAdmin(AdminConfig admin, bool isStart, List<string> warnings)
    {
        var hasCredentials = isStart
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(TokenFile.CredentialsVariable));
        var errors = AdminServer.CheckFiles(
            hasCredentials ? admin : admin with
            {
                OperatorTokenFile = Readable(admin.OperatorTokenFile, warnings),
                ReaderTokenFile = Readable(admin.ReaderTokenFile, warnings),
            },
            (file, mode) => warnings.Add($"admin: other users can read {file} (mode {mode}; should be 0600)"));
        return [.. errors.Select(error => $"admin: {error}")];
    }

    private static void CheckProgram(HookConfig hook, List<string> warnings)
    {
        if (hook.Command is not [var program, ..]) return;
        if (!File.Exists(program)) warnings.Add($"hooks.{hook.Name}: {program} does not exist");
        else if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(program) & Executable) == UnixFileMode.None)
            warnings.Add($"hooks.{hook.Name}: {program} is not executable");
    }

    private static string? Readable(string? source, List<string> warnings)
    {
        var isCredential = source?.StartsWith(TokenFile.Credential, StringComparison.Ordinal) == true;
        if (isCredential) warnings.Add($"admin: {source} is only available inside the service, and was not checked");
        return isCredential ? null : source;
    }
}
