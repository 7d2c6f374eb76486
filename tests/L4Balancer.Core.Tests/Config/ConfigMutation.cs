using System.Text;
using System.Text.RegularExpressions;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Spoils a config in the ways in which hands, editors, templates and disks do.</summary>
internal static partial class ConfigMutation
{
    private static readonly string[] NastyValues =
    [
        "", "~", "null", "true", "no", "0", "-1", "99999999999999999999", "1e309", "NaN", "0x10", "1_000", "1.5s", "5",
        "10msx", "9999999999d",
        "[]", "{}", "[[]]", "[::]:80", "*:80", "*x", "&x", "&x [*x]", "!!int 5", "!x", "<<", "\"", "'", "\"\\x00\"",
        "\"\\ud800\"", "|", ">", "%",
        "@", "`", "- a", "? a", "a: b", "#", "\t", "10.0.0.1", "10.0.0.1:0", ":80", "[::1%lo]:80", "unix:",
        "unix:/", "hex:", "hex:0",
        "\u0007", "\u0085", "\u2028", "\ufeff", "\ud83d\ude00", "---", "...", "2s3h", "KiB", "auto", "none",
        new string('x', 5000),
    ];

    public static byte[] Of(byte[] config, Random random)
    {
        var bytes = config;
        for (var round = random.Next(1, 4); round > 0; round--) bytes = Once(bytes, random);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        switch (random.Next(9))
        {
            case 0: return FlipByte(bytes, random);
            case 1: return bytes[..random.Next(bytes.Length)];
            case 2: return bytes[random.Next(bytes.Length)..];
        }

        var lines = Encoding.UTF8.GetString(bytes).Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(7))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(at, lines[at]); break;
            case 2: lines[at] = new string(' ', random.Next(6)) + lines[at].TrimStart(); break;
            case 3: lines[at] = lines[at] + " " + NastyValues[random.Next(NastyValues.Length)]; break;
            case 4: (lines[at], lines[0]) = (lines[0], lines[at]); break;
            case 5: lines[at] = Replace(Keys(), lines[at], random); break;
            default: lines[at] = Replace(Values(), lines[at], random); break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static byte[] FlipByte(byte[] bytes, Random random)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private static string Replace(Regex part, string line, Random random) =>
        part.Replace(line, _ => NastyValues[random.Next(NastyValues.Length)], 1);

    [GeneratedRegex("[a-z-]+(?=:)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Keys();

    [GeneratedRegex("(?<=: |- )[^ ,}\\]]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Values();
}
