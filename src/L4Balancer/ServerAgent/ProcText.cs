using System.Globalization;

namespace L4Balancer.ServerAgent;

/// <summary>Reads small files of the kernel into one buffer, and finds numbers in them.</summary>
internal sealed class ProcText
{
    /// <summary>Enough for the lines of 500 processors in <c>/proc/stat</c>; the rest is not needed.</summary>
    private const int SizeMax = 64 * 1024;

    private readonly byte[] _buffer = new byte[SizeMax]; // The sampler only.

    /// <summary>The start of a file; empty if it does not exist or cannot be read. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var size = 0;
            while (size < SizeMax)
            {
                var read = RandomAccess.Read(file, _buffer.AsSpan(size), size);
                if (read == 0) break;
                size += read;
            }

            return _buffer.AsSpan(0, size);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Not on this system, as without PSI in the kernel; the figure stays unknown.
            return [];
        }
    }

    /// <summary>The rest of the first line that begins like this; empty if there is none.</summary>
    public static ReadOnlySpan<byte> LineOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (line.StartsWith(start)) return line[start.Length..];
        }

        return [];
    }

    /// <summary>How many lines begin like this.</summary>
    public static int CountLines(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start)
    {
        var count = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            if (text[range].StartsWith(start)) count++;
        }

        return count;
    }

    /// <summary>The number of that index among the words; null if it is none.</summary>
    public static double? NumberAt(ReadOnlySpan<byte> line, int index)
    {
        foreach (var range in line.Split((byte)' '))
        {
            var word = line[range].Trim((byte)'\n');
            if (word.IsEmpty || index-- > 0) continue;
            return NumberOf(word);
        }

        return null;
    }

    private static double? NumberOf(ReadOnlySpan<byte> word) =>
        double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
