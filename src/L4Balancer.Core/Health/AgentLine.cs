using System.Globalization;
using System.Text;

namespace L4Balancer.Core.Health;

/// <summary>
/// Reads the line with which an agent answers, by the rules of HAProxy's agent-check: words are separated by spaces,
/// tabs and commas, in any order and case; of several words of a kind the last one counts; a word that begins with
/// <c>#</c> begins the comment; words without a meaning are ignored. The line ends at CR, LF or NUL.
/// </summary>
public static class AgentLine
{
    private const string Weight = "weight:";
    private const string MaxConnections = "maxconn:";

    /// <summary>
    /// The length of the line without its end; -1 if the end has not arrived. A line that the agent cut off is no
    /// answer: <c>maxconn:3</c> may be the start of <c>maxconn:30</c>.
    /// </summary>
    public static int LengthOf(ReadOnlySpan<byte> received) => received.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);

    /// <param name="line">Without its end.</param>
    public static AgentAnswer Parse(ReadOnlySpan<byte> line)
    {
        var rest = Encoding.UTF8.GetString(line).AsSpan();
        var answer = new AgentAnswer();
        while (true)
        {
            rest = rest.TrimStart(" \t,");
            if (rest.IsEmpty) return answer;
            if (rest[0] == '#') return answer with { Comment = CommentOf(rest[1..]) };
            var end = rest.IndexOfAny(" \t,");
            var word = end < 0 ? rest : rest[..end];
            answer = With(answer, word);
            rest = rest[word.Length..];
        }
    }

    private static AgentAnswer With(AgentAnswer answer, ReadOnlySpan<char> word)
    {
        if (Is(word, "up")) return answer with { Health = AgentHealth.Up };
        if (Is(word, "down")) return answer with { Health = AgentHealth.Down };
        if (Is(word, "fail")) return answer with { Health = AgentHealth.Fail };
        if (Is(word, "stopped")) return answer with { Health = AgentHealth.Stopped };
        if (Is(word, "ready")) return answer with { Intent = AgentIntent.Ready };
        if (Is(word, "drain")) return answer with { Intent = AgentIntent.Drain };
        if (Is(word, "maint")) return answer with { Intent = AgentIntent.Maint };
        if (PercentOf(After(word, Weight)) is { } percent) return answer with { Percent = percent };
        if (MaxOf(word) is { } max) return answer with { MaxConnections = max };
        return answer with { Unknown = answer.Unknown ?? Shown.Of(word.ToString()) };
    }

    private static bool Is(ReadOnlySpan<char> word, string name) =>
        word.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The word without the prefix, if it has it.</summary>
    private static ReadOnlySpan<char> After(ReadOnlySpan<char> word, string prefix) =>
        word.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? word[prefix.Length..] : word;

    private static int? PercentOf(ReadOnlySpan<char> word) =>
        word.EndsWith("%") && NumberOf(word[..^1]) is { } percent ? Math.Min(percent, Limits.AgentPercentMax) : null;

    private static int? MaxOf(ReadOnlySpan<char> word) =>
        word.StartsWith(MaxConnections, StringComparison.OrdinalIgnoreCase) ? NumberOf(word[MaxConnections.Length..])
            : null;

    /// <summary>Digits only; a number that is too large is the largest one.</summary>
    private static int? NumberOf(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) return null;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : int.MaxValue;
    }

    private static string CommentOf(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim(" \t").ToString();
        var comment = Shown.IsPrintable(trimmed) ? trimmed : Shown.Quoted(trimmed);
        return comment.Length <= Limits.AgentCommentMax ? comment : comment[..Limits.AgentCommentMax];
    }
}
