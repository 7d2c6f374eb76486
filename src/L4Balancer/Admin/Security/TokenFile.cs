using System.Text;
using L4Balancer.Core;
using L4Balancer.Secrets;

namespace L4Balancer.Admin.Security;

/// <summary>Reads a token from a file or a credential.</summary>
internal static class TokenFile
{
    /// <param name="source">See <see cref="SecretSource"/>; null returns null.</param>
    /// <param name="onOpenFile">Called for a file that other users can read, with its mode.</param>
    /// <exception cref="SecretException">It cannot be read, or is not a valid token.</exception>
    public static string? Read(string? source, Action<string, string> onOpenFile)
    {
        if (source is null) return null;
        var bytes = SecretFile.Read(source, "token", Limits.TokenBytesMax, onOpenFile);
        return Checked(source, Encoding.UTF8.GetString(bytes).Trim());
    }

    private static string Checked(string source, string token)
    {
        if (token.Length < Limits.TokenLengthMin)
        {
            throw new SecretException(
                $"{source} has {token.Length} characters; a token has at least {Limits.TokenLengthMin}");
        }

        foreach (var character in token)
        {
            // Only characters allowed in a header, and no spaces, so that a text of several words is not mistaken for a
            // token.
            if (character is <= ' ' or > '~')
                throw new SecretException($"{source} has a character that is not allowed in a token");
        }

        return token;
    }
}
