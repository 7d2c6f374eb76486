using System.Text;

namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates the dialogues of checks: the <c>steps</c> of a probe.</summary>
internal sealed class TalkSteps(ImportReport report)
{
    private readonly List<YamlPart> _steps = [];
    private Statement? _port;

    public bool HasSteps => _steps.Count > 0;

    public bool IsTls { get; private set; }

    /// <returns>Why the line is not taken over; null if it is.</returns>
    public string? Take(Statement statement)
    {
        var words = WithoutComment(statement);
        switch (words.ElementAtOrDefault(1))
        {
            case "connect": return TakeConnect(statement, words);
            case "send": return Add("send", words.ElementAtOrDefault(2), statement);
            case "send-binary": return AddBinary("send", words.ElementAtOrDefault(2), statement);
            case "expect": return TakeExpect(statement, words);
            case "comment": return null;
            default: return "there is no such step";
        }
    }

    /// <summary>An anonymous bind, and its good answer (RFC 4511, 4.2).</summary>
    public void AddLdap(Statement from)
    {
        Add("send", "hex:300c020101600702010304008000", from);
        Add("contains", "hex:0a0100", from);
    }

    public void AddSmtp(Statement from)
    {
        var hello = from.Words.Length > 3 ? $"{from.Word(2)} {from.Word(3)}" : "HELO localhost";
        Add("expect", "220", from);
        Add("send", hello + "\r\n", from);
        Add("contains", "250", from);
        Add("send", "QUIT\r\n", from);
        Add("expect", "221", from);
    }

    public void WriteTo(YamlPart health)
    {
        if (_port is not null && PortOf(_port) is { } port) health.Set("port", port, _port);
        foreach (var step in _steps) health["steps"].Items.Add(step);
    }

    private string? TakeConnect(Statement statement, List<string> words)
    {
        if (HasSteps || _port is not null) return "a probe has one connection";
        for (var i = 2; i < words.Count; i++)
        {
            if (words[i] == "ssl") IsTls = true;
            else if (words[i] == "port") i++;
            else if (words[i] is not ("default" or "linger"))
                report.Left(statement, "it cannot be said of a probe's connection", $"tcp-check connect {words[i]}");
        }

        _port = statement;
        return null;
    }

    private static string? PortOf(Statement connect)
    {
        var at = Array.IndexOf(connect.Words, "port");
        return at > 0 ? connect.Word(at + 1) : null;
    }

    private string? TakeExpect(Statement statement, List<string> words)
    {
        var at = 2;
        while (at + 1 < words.Count && words[at] is "min-recv" or "error-status" or "ok-status" or "tout-status"
            or "on-success" or "on-error" or "status-code")
        {
            report.Left(statement, "a probe is good or not", $"{words[at]} {words[at + 1]}");
            at += 2;
        }

        var pattern = words.ElementAtOrDefault(at + 1);
        return words.ElementAtOrDefault(at) switch
        {
            "string" => Add("contains", pattern, statement),
            "rstring" => Add("matches", pattern, statement),
            "binary" => AddBinary("contains", pattern, statement),
            _ => "only string, rstring and binary can be expected",
        };
    }

    private static List<string> WithoutComment(Statement statement)
    {
        var words = statement.Words.ToList();
        var comment = words.IndexOf("comment");
        if (comment > 1) words.RemoveRange(comment, Math.Min(2, words.Count - comment));
        return words;
    }

    private string? AddBinary(string key, string? hex, Statement from)
    {
        var isHex = hex is { Length: > 0 } && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit);
        return isHex ? Add(key, "hex:" + hex!.ToLowerInvariant(), from) : "it is not in hexadecimal digits";
    }

    private string? Add(string key, string? text, Statement from)
    {
        if (string.IsNullOrEmpty(text)) return "it has no text";
        if (_steps.Count == Limits.ProbeStepsMax) return $"a probe has at most {Limits.ProbeStepsMax} steps";
        var isPlain = text.All(c => c is >= ' ' and <= '~' or '\r' or '\n' or '\t');
        if (!isPlain && key != "matches") text = "hex:" + Convert.ToHexStringLower(Encoding.Latin1.GetBytes(text));
        var step = new YamlPart { From = from };
        step.Set(key, text, from);
        _steps.Add(step);
        return null;
    }
}
