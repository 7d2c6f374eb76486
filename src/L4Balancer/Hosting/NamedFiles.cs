using L4Balancer.Admin;
using L4Balancer.Admin.Security;
using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>
/// Checks the files that a configuration refers to: without them `run` does not start, so `check` does not pass.
/// </summary>
public static class NamedFiles
{
    /// <summary>Binds and changes nothing.</summary>
    /// <param name="isStart">Whether the daemon is about to start. Otherwise missing systemd credentials, which only
    /// the service has, cause only a warning.</param>
    public static (IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings) Check(
        BalancerConfig config, bool isStart)
    {
        if (config.Admin is not { } admin) return ([], []);
        var hasCredentials = isStart
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(TokenFile.CredentialsVariable));
        var warnings = new List<string>();
        var errors = AdminServer.CheckFiles(
            hasCredentials ? admin : admin with
            {
                OperatorTokenFile = Readable(admin.OperatorTokenFile, warnings),
                ReaderTokenFile = Readable(admin.ReaderTokenFile, warnings),
            },
            (file, mode) => warnings.Add($"admin: other users can read {file} (mode {mode}; should be 0600)"));
        return ([.. errors.Select(error => $"admin: {error}")], warnings);
    }

    private static string? Readable(string? source, List<string> warnings)
    {
        var isCredential = source?.StartsWith(TokenFile.Credential, StringComparison.Ordinal) == true;
        if (isCredential) warnings.Add($"admin: {source} is only available inside the service, and was not checked");
        return isCredential ? null : source;
    }
}
