namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates <c>option httpchk</c> and <c>http-check</c>.</summary>
internal sealed class HttpCheck(ImportReport report)
{
    private const string UsualMethod = "OPTIONS";
    private const string UsualStatus = "200-399";

    private readonly YamlPart _http = new();
    private Statement? _port;
    private bool _isTls;

    /// <returns>Why the line is not taken over; null if it is.</returns>
    public string? TakeRequest(Statement statement)
    {
        var words = statement.Words;
        var hasMethod = words.Length > 3;
        _http.Set("method", hasMethod ? words[2] : UsualMethod, statement);
        if (words.Length > 2) _http.Set("path", words[hasMethod ? 3 : 2], statement);
        foreach (var header in string.Join(' ', words.Skip(5)).Split("\r\n")) AddOldHeader(header, statement);
        if (words.Length > 4) AddOldHeader(words[4].Split("\r\n", 2).ElementAtOrDefault(1) ?? "", statement);
        return null;
    }

    public string? Take(Statement statement) => statement.Word(1) switch
    {
        "send" => TakeSend(statement),
        "expect" => TakeExpect(statement),
        "connect" => TakeConnect(statement),
        "comment" => null,
        "disable-on-404" => "a status that drains cannot be expressed; an agent can say drain",
        "send-state" => "the state of a backend is not sent to it",
        _ => "there is no such step",
    };

    public void WriteTo(YamlPart health, Statement from, bool isTls)
    {
        health.Set("type", isTls || _isTls ? "https" : "http", from);
        var at = _port is null ? -1 : Array.IndexOf(_port.Words, "port");
        if (at > 0) health.Set("port", _port!.Word(at + 1), _port);
        if (_isTls && !isTls) health["tls"].Set("verify", "none", _port);
        if (_http.Find("status") is null) _http.Set("status", UsualStatus, from);
        health.Put("http", _http);
    }

    private string? TakeSend(Statement statement)
    {
        for (var i = 2; i < statement.Words.Length; i++)
        {
            var (word, value) = (statement.Words[i], statement.Word(i + 1));
            switch (word)
            {
                case "meth": _http.Set("method", value, statement); i++; break;
                case "uri": _http.Set("path", value, statement); i++; break;
                case "ver": i++; break;
                case "hdr":
                    AddHeader(value, statement.Word(i + 2), statement);
                    i += 2;
                    break;
                case "comment": i++; break;
                default:
                    report.Left(statement, "it is not sent by a probe", $"http-check send {word}");
                    i++;
                    break;
            }
        }

        return null;
    }

    private string? TakeExpect(Statement statement)
    {
        var at = 2;
        while (statement.Word(at) is "min-recv" or "error-status" or "ok-status" or "tout-status" or "on-success"
            or "on-error" or "status-code" or "comment") at += 2;
        switch (statement.Word(at))
        {
            case "status":
                _http.Set("status", statement.Word(at + 1), statement);
                return null;
            case "string":
                _http.Set("body", statement.Word(at + 1), statement);
                return null;
            case "rstatus" when statement.Word(at + 1) is "^2" or "2.." or "2[0-9][0-9]" or "^2.." or "(2..|3..)":
                _http.Set("status", statement.Word(at + 1).StartsWith('(') ? UsualStatus : "200-299", statement);
                return null;
            case "rstatus": return "expressions are not applied to a status; write status: 200-299, or a list";
            case "rstring": return "expressions are not applied to a body; use body";
            default: return "only status and string can be expected";
        }
    }

    private string? TakeConnect(Statement statement)
    {
        if (_port is not null) return "a probe has one connection";
        _port = statement;
        _isTls = statement.Words.Contains("ssl");
        return null;
    }

    private void AddOldHeader(string header, Statement from)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0) AddHeader(header[..colon], header[(colon + 1)..].Trim(), from);
    }

    private void AddHeader(string name, string value, Statement from)
    {
        if (name.Equals("host", StringComparison.OrdinalIgnoreCase)) _http.Set("host", value, from);
        else if (!name.Equals("connection", StringComparison.OrdinalIgnoreCase))
            _http["headers"].AddItem($"{name}: {value}", from);
        else from.IsUsed = true;
    }
}
