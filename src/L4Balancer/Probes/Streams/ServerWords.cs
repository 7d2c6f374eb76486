using System.Text;
using L4Balancer.Core;

namespace L4Balancer.Probes.Streams;

/// <summary>A server's own message as part of a cause: one line, bounded, and only what can be printed.</summary>
internal static class ServerWords
{
    public static string Of(ReadOnlySpan<byte> text) => Of(Encoding.UTF8.GetString(text));

    public static string Of(string text)
    {
        var words = new StringBuilder(Math.Min(text.Length, Limits.ServerWordsMax));
        foreach (var rune in text.EnumerateRunes())
        {
            if (words.Length >= Limits.ServerWordsMax) return words.Append("...").ToString();
            var shown = rune.ToString();
            words.Append(Shown.IsPrintable(shown) ? shown : " ");
        }

        return words.ToString().Trim();
    }
}
