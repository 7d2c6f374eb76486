using System.Text;
using L4Balancer.Core;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Reads a token from a file, or from a credential that systemd passes to the service (systemd.exec(5)).
/// </summary>
internal static class TokenFile
{
    public const string Credential = "credential:";
    public const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    /// <param name="source">A path or <c>credential:NAME</c>; null returns null.</param>
    /// <param name="onOpenFile">Called for a file that other users can read, with its mode.</param>
    /// <exception cref="AdminStartException">It cannot be read, or is not a valid token.</exception>
    public static string? Read(string? source, Action<string, string> onOpenFile)
    {
        if (source is null) return null;
        var isCredential = source.StartsWith(Credential, StringComparison.Ordinal);
        var path = isCredential ? CredentialPath(source) : source;
        try
        {
            // Only for a regular file: systemd itself sets the mode of its credentials.
            if (!isCredential) SecretFile.WarnWhenOpen(path, onOpenFile);
            return Checked(source, ReadText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AdminStartException([$"the token file {source} cannot be read: {e.Message}"]);
        }
    }

    private static string CredentialPath(string source)
    {
        if (Environment.GetEnvironmentVariable(CredentialsVariable) is { Length: > 0 } directory)
            return Path.Combine(directory, source[Credential.Length..]);
        throw new AdminStartException(
            [$"{source} cannot be read: ${CredentialsVariable} is not set (LoadCredential= of the unit sets it)"]);
    }

    private static string ReadText(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> buffer = stackalloc byte[Limits.TokenBytesMax];
        var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(buffer[..length]).Trim();
    }

    private static string Checked(string source, string token)
    {
        if (token.Length < Limits.TokenLengthMin)
        {
            throw new AdminStartException(
                [$"{source} has {token.Length} characters; a token has at least {Limits.TokenLengthMin}"]);
        }

        foreach (var character in token)
        {
            // Only characters allowed in a header, and no spaces, so that a text of several words is not mistaken for a
            // token.
            if (character is <= ' ' or > '~')
                throw new AdminStartException([$"{source} has a character that is not allowed in a token"]);
        }

        return token;
    }
}
