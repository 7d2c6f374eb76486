namespace L4Balancer.Core.Import;

/// <summary>One directive of a foreign configuration: a row of docs/migrating.md.</summary>
/// <param name="Name">As it is written, with its second word where that decides.</param>
/// <param name="Key">Our key, or a word for what is always so; empty if there is none.</param>
/// <param name="Note">The difference, or why there is none and what to use instead.</param>
/// <param name="Arguments">For an option within a line: the words that follow it.</param>
internal sealed record DirectiveRow(string Name, Treatment Treatment, string Key, string Note, int Arguments = 0)
{
    /// <summary>The side of a proxy that it concerns.</summary>
    public Sides Sides { get; init; } = Sides.Both;
}
