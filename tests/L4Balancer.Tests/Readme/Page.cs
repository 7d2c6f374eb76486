namespace L4Balancer.Tests.Readme;

/// <summary>A fenced block of a page.</summary>
/// <param name="Place">File and line, for messages.</param>
/// <param name="Language">The word after the fence.</param>
internal sealed record FencedBlock(string Place, string Language, string Text)
{
    public bool IsOf(string page) => Place.StartsWith(page + ":", StringComparison.Ordinal);

    public override string ToString() => Place;
}

/// <summary>The pages that operators read: README.md and docs/*.md.</summary>
internal static class Page
{
    public static IEnumerable<string> All() =>
        Directory.GetFiles(Repository.PathOf("docs"), "*.md").Order().Prepend(Repository.PathOf("README.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

    public static IEnumerable<FencedBlock> Blocks(string language) =>
        All().SelectMany(BlocksOf).Where(b => b.Language == language);

    private static IEnumerable<FencedBlock> BlocksOf(string page)
    {
        var lines = File.ReadAllLines(Repository.PathOf(page));
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal)) continue;
            var begin = i;
            do i++;
            while (lines[i] != "```");
            var text = string.Join('\n', lines[(begin + 1)..i]) + "\n";
            yield return new FencedBlock($"{page}:{begin + 1}", lines[begin][3..], text);
        }
    }
}
