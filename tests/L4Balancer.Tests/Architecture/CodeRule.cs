using System.Text.RegularExpressions;

namespace L4Balancer.Tests.Architecture;

/// <summary>A pattern that the code of some folders must not contain.</summary>
/// <param name="Says">The rule in words.</param>
/// <param name="In">The folders and files that it applies to.</param>
/// <param name="Forbidden">A pattern that no line of code there may match; comments and strings do not count.</param>
/// <param name="Example">A line that breaks it, to prove that the rule can fail.</param>
internal sealed record CodeRule(string Says, string[] In, string Forbidden, string Example)
{
    private readonly Regex _forbidden = new(Forbidden, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Folders and files inside <see cref="In"/> that it does not apply to.</summary>
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
