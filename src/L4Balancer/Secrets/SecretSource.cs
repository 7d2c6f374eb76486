namespace L4Balancer.Secrets;

/// <summary>
/// Where a secret comes from: the path of a file, or <c>credential:NAME</c>, a credential that systemd passes to the
/// service (systemd.exec(5)).
/// </summary>
internal static class SecretSource
{
    public const string DirectoryVariable = "CREDENTIALS_DIRECTORY";

    private const string Credential = "credential:";

    /// <summary>Whether this process has credentials of systemd: only the service has them.</summary>
    public static bool HasCredentials => Directory is not null;

    private static string? Directory =>
        Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } directory ? directory : null;

    public static bool IsCredential(string source) => source.StartsWith(Credential, StringComparison.Ordinal);

    /// <exception cref="SecretException">It is a credential, and this process has none.</exception>
    public static string PathOf(string source)
    {
        if (!IsCredential(source)) return source;
        if (Directory is { } directory) return Path.Combine(directory, source[Credential.Length..]);
        throw new SecretException(
            $"{source} cannot be read: ${DirectoryVariable} is not set (LoadCredential= of the unit sets it)");
    }
}
