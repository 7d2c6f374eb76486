using System.Text;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Access;

/// <summary>
/// Reads the text of a file with one network per line. Blank lines are skipped, and what follows a <c>#</c>.
/// </summary>
public static class AccessListText
{
    private const string Right = "one IP address or network per line, such as 10.1.0.0/16 or fd00::/8";

    /// <summary>More than this is not a network; a message shows no more of it.</summary>
    private const int ShownMax = 60;

    /// <param name="content">At most <see cref="Limits.AccessFileBytesMax"/> bytes, plus one if it was longer.</param>
    public static void Read(string path, ReadOnlySpan<byte> content, bool isAllowed, AccessListBuilder to)
    {
        if (content.Length > Limits.AccessFileBytesMax)
        {
            to.Error($"{path}: is larger than {Limits.AccessFileBytesMax / 1024 / 1024} MiB (fewer, larger networks)");
            return;
        }

        if (content.StartsWith(Encoding.UTF8.Preamble)) content = content[Encoding.UTF8.Preamble.Length..];
        var number = 0;
        foreach (var part in content.Split((byte)'\n'))
        {
            number++;
            var line = content[part];
            var comment = line.IndexOf((byte)'#');
            if (comment >= 0) line = line[..comment];
            ReadLine(path, number, Trim(line), isAllowed, to);
        }
    }

    private static void ReadLine(
        string path, int number, ReadOnlySpan<byte> line, bool isAllowed, AccessListBuilder to)
    {
        if (line.IsEmpty) return;
        var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownMax + 1)]);
        var problem = "is not an IP address or a network";
        if (line.Length <= ShownMax && ClientNetwork.Parse(text, out problem) is { } network)
        {
            to.Add(network, isAllowed, path, number);
            return;
        }

        to.Error(path, number, $"{Shown.Of(text)} {problem ?? "is not an IP address or a network"}", Right);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8);
}
