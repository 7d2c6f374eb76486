using System.Text;

namespace L4Balancer.Core.Import.Nginx;

/// <summary>Reads the text of a configuration into directives.</summary>
internal sealed class NginxText(string file, string text, ImportReport report)
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private int _at;
    private int _line = 1;
    private int _depth;
    private int _directives;

    private enum End
    {
        File,
        Statement,
        BlockBegins,
        BlockEnds,
        Broken,
    }

    public List<NginxDirective> Read() => ReadBlock(1);

    /// <param name="begin">The line where the block begins.</param>
    private List<NginxDirective> ReadBlock(int begin)
    {
        var directives = new List<NginxDirective>();
        while (true)
        {
            var (end, line) = ReadWords();
            if (end == End.Broken) return directives;
            if (end == End.BlockEnds || end == End.File)
            {
                if (_words.Count > 0) Broken(line, "a directive has no ; at its end");
                else if (end == End.BlockEnds && _depth == 0) Broken(_line, "a } without its {");
                else if (end == End.File && _depth > 0) Broken(begin, "a { without its }");
                return directives;
            }

            if (_words.Count == 0)
            {
                if (end == End.Statement) continue;
                Broken(_line, "a { without a directive before it");
                return directives;
            }

            if (++_directives > Limits.ImportDirectivesMax)
            {
                Broken(line, $"more than {Limits.ImportDirectivesMax} directives");
                return directives;
            }

            var statement = new Statement(file, line, _words) { LastLine = _line };
            if (end == End.Statement) directives.Add(new NginxDirective(statement, null));
            else if (!TryReadInner(statement, directives)) return directives;
        }
    }

    private bool TryReadInner(Statement head, List<NginxDirective> directives)
    {
        if (_depth == Limits.ImportDepthMax)
        {
            Broken(head.Line, $"more than {Limits.ImportDepthMax} blocks within each other");
            return false;
        }

        _depth++;
        directives.Add(new NginxDirective(head, ReadBlock(head.Line)));
        _depth--;
        return _at <= text.Length;
    }

    /// <summary>Reads the words up to the end of a directive; returns the line of the first.</summary>
    private (End End, int Line) ReadWords()
    {
        _words.Clear();
        var line = _line;
        while (_at < text.Length)
        {
            var c = text[_at];
            if (_words.Count == 0) line = _line;
            if (_words.Count > Limits.ImportWordsMax) return Broken(line, $"more than {Limits.ImportWordsMax} words");
            if (c == '\n') _line++;
            if (c is ' ' or '\t' or '\r' or '\n') _at++;
            else if (c == '#') SkipComment();
            else if (c is ';' or '{' or '}')
            {
                _at++;
                return (c == ';' ? End.Statement : c == '{' ? End.BlockBegins : End.BlockEnds, line);
            }
            else if (c is '"' or '\'')
            {
                if (!TryReadQuoted(c)) return Broken(line, "a quote is not closed");
            }
            else
            {
                ReadPlain();
            }
        }

        return (End.File, line);
    }

    private void SkipComment()
    {
        while (_at < text.Length && text[_at] != '\n') _at++;
    }

    private bool TryReadQuoted(char quote)
    {
        _word.Clear();
        for (_at++; _at < text.Length; _at++)
        {
            var c = text[_at];
            if (c == quote)
            {
                _at++;
                _words.Add(_word.ToString());
                return true;
            }

            if (c == '\n') _line++;
            if (c == '\\' && _at + 1 < text.Length) ReadEscape();
            else _word.Append(c);
        }

        return false;
    }

    private void ReadPlain()
    {
        _word.Clear();
        var isVariable = false;
        for (; _at < text.Length; _at++)
        {
            var c = text[_at];
            if (c == '{' && _word.Length > 0 && _word[^1] == '$') isVariable = true;
            else if (c is ' ' or '\t' or '\r' or '\n' or ';' or '{' || (c == '}' && !isVariable)) break;
            if (c == '}') isVariable = false;
            if (c == '\\' && _at + 1 < text.Length) ReadEscape();
            else _word.Append(c);
        }

        _words.Add(_word.ToString());
    }

    /// <summary>A backslash keeps its meaning for expressions, except before quotes, itself and white space.</summary>
    private void ReadEscape()
    {
        var next = text[++_at];
        if (next == '\n') _line++;
        switch (next)
        {
            case 't': _word.Append('\t'); break;
            case 'r': _word.Append('\r'); break;
            case 'n': _word.Append('\n'); break;
            case '"' or '\'' or '\\': _word.Append(next); break;
            default: _word.Append('\\').Append(next); break;
        }
    }

    private (End End, int Line) Broken(int line, string why)
    {
        if (_at <= text.Length) report.Error(file, line, "", why);
        _at = text.Length + 1;
        return (End.Broken, line);
    }
}
