namespace L4Balancer.Core.Import.Haproxy;

/// <summary>A test of a sample against values.</summary>
/// <param name="Fetch">What is looked at, without converters.</param>
/// <param name="Match">The way of matching, such as <c>end</c>; empty for the usual one.</param>
internal sealed record Criterion(
    string Fetch, string Match, string Operator, IReadOnlyList<string> Values, IReadOnlyList<string> Files);

/// <summary>A named or anonymous ACL in a condition; it is true if one of its criteria is.</summary>
internal sealed record Term(bool IsNegated, IReadOnlyList<Criterion> AnyOf);

/// <summary>Parses what stands behind <c>if</c> and <c>unless</c>.</summary>
internal static class Conditions
{
    private static readonly string[] Operators = ["eq", "ge", "gt", "le", "lt"];

    private static readonly Criterion True = new("always_true", "", "", [], []);

    private static readonly Dictionary<string, Criterion> Known = new(StringComparer.Ordinal)
    {
        ["TRUE"] = True,
        ["WAIT_END"] = True,
        ["FALSE"] = new Criterion("always_false", "", "", [], []),
        ["LOCALHOST"] = new Criterion("src", "", "", ["127.0.0.0/8", "::1"], []),
        ["REQ_CONTENT"] = new Criterion("req.len", "", "gt", ["0"], []),
        ["RDP_COOKIE"] = new Criterion("req.rdp_cookie", "", "", [], []),
    };

    public static bool IsAlways(Criterion criterion) => criterion.Fetch == "always_true";

    /// <summary>The alternatives of the condition, each a list of terms that must all be true; null if it cannot be
    /// parsed.</summary>
    public static List<List<Term>>? Parse(
        ReadOnlySpan<string> words, IReadOnlyDictionary<string, List<Criterion>> acls)
    {
        var alternatives = new List<List<Term>> { new() };
        var isNegated = false;
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            while (word.StartsWith('!')) (word, isNegated) = (word[1..], !isNegated);
            if (word.Length == 0) continue;
            if (word is "||" or "or" or "OR")
            {
                alternatives.Add([]);
                continue;
            }

            List<Criterion>? anyOf;
            if (word == "{")
            {
                var length = words[i..].IndexOf("}");
                if (length < 2) return null;
                anyOf = [CriterionOf(words[(i + 1)..(i + length)])];
                i += length;
            }
            else if (!acls.TryGetValue(word, out anyOf))
            {
                if (!Known.TryGetValue(word, out var known)) return null;
                anyOf = [known];
            }

            alternatives[^1].Add(new Term(isNegated, anyOf));
            isNegated = false;
        }

        return alternatives.Exists(terms => terms.Count == 0) ? null : alternatives;
    }

    /// <param name="words">The sample, its flags and its values, at least one word.</param>
    public static Criterion CriterionOf(ReadOnlySpan<string> words)
    {
        var (fetch, match, comparison) = (words[0].Split(',')[0], "", "");
        List<string> values = [], files = [];
        var isFlags = true;
        for (var i = 1; i < words.Length; i++)
        {
            var word = words[i];
            var next = i + 1 < words.Length ? words[i + 1] : "";
            if (isFlags && word is "-m" or "-f" or "-M" or "-u" or "-p")
            {
                if (word == "-m") match = next;
                else if (word == "-f") files.Add(next);
                i++;
            }
            else if (isFlags && word is "-i" or "-n")
            {
                continue;
            }
            else if (isFlags && word == "--")
            {
                isFlags = false;
            }
            else if (values.Count == 0 && Operators.Contains(word))
            {
                comparison = word;
            }
            else
            {
                values.Add(word);
            }
        }

        return new Criterion(fetch, match, comparison, values, files);
    }
}
