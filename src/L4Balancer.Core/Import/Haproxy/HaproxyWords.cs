using System.Text;

namespace L4Balancer.Core.Import.Haproxy;

/// <summary>
/// Splits a line into words: backslash escapes, single quotes that keep everything, double quotes in which variables of
/// the environment are replaced, and comments.
/// </summary>
/// <param name="variable">The value of a variable; null if it is not set.</param>
internal sealed class HaproxyWords(string line, Func<string, string?> variable)
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private bool _isWord;
    private int _at;

    /// <summary>The problem of the line; null if there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>The variables that were replaced.</summary>
    public List<string> Variables { get; } = [];

    public IReadOnlyList<string> Split()
    {
        while (_at < line.Length && Problem is null)
        {
            var c = line[_at++];
            if (c == '#') break;
            if (c is ' ' or '\t' or '\r') EndWord();
            else if (c == '\'') SingleQuoted();
            else if (c == '"') DoubleQuoted();
            else if (c == '\\') Escaped(" #'\"$");
            else Append(c);
        }

        EndWord();
        if (_words.Count > Limits.ImportWordsMax) Problem = $"more than {Limits.ImportWordsMax} words";
        return _words;
    }

    private void Append(char c)
    {
        _isWord = true;
        _word.Append(c);
    }

    private void EndWord()
    {
        if (_isWord) _words.Add(_word.ToString());
        _isWord = false;
        _word.Clear();
    }

    private void SingleQuoted()
    {
        _isWord = true;
        var end = line.IndexOf('\'', _at);
        if (end < 0)
        {
            Problem = "a single quote is not closed";
            return;
        }

        _word.Append(line, _at, end - _at);
        _at = end + 1;
    }

    private void DoubleQuoted()
    {
        _isWord = true;
        while (_at < line.Length && Problem is null)
        {
            var c = line[_at++];
            if (c == '"') return;
            if (c == '\\') Escaped("\"$#' ");
            else if (c == '$') Variable();
            else _word.Append(c);
        }

        Problem ??= "a double quote is not closed";
    }

    /// <param name="plain">Characters that stand for themselves behind a backslash.</param>
    private void Escaped(string plain)
    {
        _isWord = true;
        if (_at == line.Length)
        {
            Append('\\');
            return;
        }

        var c = line[_at++];
        if (c == 'n') _word.Append('\n');
        else if (c == 'r') _word.Append('\r');
        else if (c == 't') _word.Append('\t');
        else if (c == 'x') Hexadecimal();
        else if (c == '\\' || plain.Contains(c, StringComparison.Ordinal)) _word.Append(c);
        else _word.Append('\\').Append(c);
    }

    private void Hexadecimal()
    {
        var digits = line.AsSpan(_at, Math.Min(2, line.Length - _at));
        if (byte.TryParse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value)
            && digits.Length == 2)
        {
            _word.Append((char)value);
            _at += 2;
        }
        else
        {
            Problem = "\\x is not followed by two hexadecimal digits";
        }
    }

    /// <summary><c>$NAME</c>, <c>${NAME}</c>, <c>${NAME-default}</c>.</summary>
    private void Variable()
    {
        var isBraced = _at < line.Length && line[_at] == '{';
        if (isBraced) _at++;
        var start = _at;
        while (_at < line.Length && (char.IsAsciiLetterOrDigit(line[_at]) || line[_at] is '_' or '.')) _at++;
        var name = line[start.._at];
        string? usual = null;
        if (isBraced)
        {
            var end = line.IndexOf('}', _at);
            if (end < 0)
            {
                Problem = "${ is not closed";
                return;
            }

            if (line[_at] == '-') usual = line[(_at + 1)..end];
            _at = end + 1;
        }

        Variables.Add(name);
        _word.Append(variable(name) ?? usual ?? "");
    }
}
