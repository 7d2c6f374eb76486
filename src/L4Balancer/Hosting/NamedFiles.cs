using L4Balancer.Admin;
using L4Balancer.Core.Config;
using L4Balancer.Probes;
using L4Balancer.Secrets;

namespace L4Balancer.Hosting;

/// <summary>
/// Checks the files that a configuration refers to. Without those of the admin side, of the probes and of access lists
/// `run` does not start, so `check` does not pass. The program of a hook or a probe may be there only later, or for
/// another user.
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
        foreach (var hook in config.Hooks) CheckProgram($"hooks.{hook.Name}", hook.Command, warnings);
        foreach (var pool in config.Pools) CheckProgram($"pools.{pool.Name}.health", pool.Health.Command, warnings);
        var hasCredentials = isStart || SecretSource.HasCredentials;
        var probes = new ProbeFilesReader(hasCredentials);
        probes.Read(config);
        warnings.AddRange(probes.Warnings);
        var errors = config.Admin is { } admin ? CheckAdmin(admin, hasCredentials, warnings) : [];
        var access = new AccessListReader();
        access.Read(config);
        return ([.. errors, .. probes.Errors, .. access.Errors], warnings);
    }

    private static IReadOnlyList<string> CheckAdmin(AdminConfig admin, bool hasCredentials, List<string> warnings)
    {
        var errors = AdminServer.CheckFiles(
            hasCredentials ? admin : admin with
            {
                OperatorTokenFile = Readable(admin.OperatorTokenFile, warnings),
                ReaderTokenFile = Readable(admin.ReaderTokenFile, warnings),
            },
            (file, mode) => warnings.Add($"admin: other users can read {file} (mode {mode}; should be 0600)"));
        return [.. errors.Select(error => $"admin: {error}")];
    }

    private static void CheckProgram(string place, IReadOnlyList<string>? command, List<string> warnings)
    {
        if (command is not [var program, ..]) return;
        if (!File.Exists(program)) warnings.Add($"{place}: {program} does not exist");
        else if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(program) & Executable) == UnixFileMode.None)
            warnings.Add($"{place}: {program} is not executable");
    }

    private static string? Readable(string? source, List<string> warnings)
    {
        var isCredential = source is not null && SecretSource.IsCredential(source);
        if (isCredential) warnings.Add($"admin: {source} is only available inside the service, and was not checked");
        return isCredential ? null : source;
    }
}
