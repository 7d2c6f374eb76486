using System.Globalization;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Reads small texts of /proc. Missing files yield no values: a sandbox may hide them, and other systems lack them.
/// </summary>
internal static class KernelText
{
    /// <summary>Reads the numbers of a file that contains nothing else.</summary>
    public static long[] Numbers(string path)
    {
        var words = (Read(path) ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Select(Parse).OfType<long>()];
    }

    /// <summary>Reads the number after a word, in the line that begins with another one.</summary>
    public static long? After(string path, string line, string word)
    {
        foreach (var text in (Read(path) ?? "").Split('\n'))
        {
            if (!text.StartsWith(line, StringComparison.Ordinal)) continue;
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var index = Array.IndexOf(words, word);
            return index >= 0 && index + 1 < words.Length ? Parse(words[index + 1]) : null;
        }

        return null;
    }

    /// <summary>Counts the entries of a folder, without the descriptor used for counting.</summary>
    public static int CountEntries(string path)
    {
        try
        {
            return Math.Max(0, Directory.EnumerateFileSystemEntries(path).Count() - 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Parse(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
