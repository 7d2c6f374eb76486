using System.Text.RegularExpressions;

namespace L4Balancer.Tests.Architecture;

/// <summary>Something that the code of some folders must not say.</summary>
/// <param name="Says">The rule in words.</param>
/// <param name="In">Folders and files that it holds for.</param>
/// <param name="Forbidden">A pattern that no line of code there may match; comments and strings do not count.</param>
/// <param name="Example">A line that breaks it, for the proof that the rule can fail.</param>
internal sealed record CodeRule(string Says, string[] In, string Forbidden, string Example)
{
    private readonly Regex _forbidden = new(Forbidden, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Folders and files inside <see cref="In"/> that it does not hold for.</summary>
    public string[] Except { get; init; } = [];

    public bool HoldsFor(SourceFile file) => In.Any(file.IsUnder) && !Except.Any(file.IsUnder);

    public IEnumerable<string> ViolationsIn(SourceFile file)
    {
        if (!HoldsFor(file)) yield break;
        for (var i = 0; i < file.CodeLines.Length; i++)
        {
            if (_forbidden.IsMatch(file.CodeLines[i])) yield return $"{file.Path}:{i + 1}: {file.Lines[i].Trim()}";
        }
    }

    public override string ToString() => Says;
}
