using System.Text.RegularExpressions;

namespace L4Balancer.Core.Import.Nginx;

/// <summary>A <c>listen</c> directive.</summary>
internal sealed partial class ListenLine(Statement statement, ImportReport report)
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    public Statement Statement { get; } = statement;

    /// <summary>The address as ours; null if it cannot be listened on.</summary>
    public string? Address { get; private set; }

    /// <summary>Directives with the same signature are one listener.</summary>
    public string Signature => string.Join(' ', _options.Where(o => o.Key is "proxy_protocol" or "backlog" or "fastopen"
        or "multipath" or "deferred").Select(o => $"{o.Key}={o.Value}").Order(StringComparer.Ordinal));

    public bool Has(string option) => _options.ContainsKey(option);

    /// <param name="pool">Receives the options that are keys of a pool.</param>
    public void Read(YamlPart pool)
    {
        foreach (var option in Statement.Words.Skip(2)) ReadOption(option, pool);
        if (Has("udp") || Has("ssl")) return;
        Address = AddressOf(Statement.Word(1), out var why);
        if (Address is null) report.Left(Statement, $"{Shown.Of(Statement.Word(1))} {why}");
    }

    public void WriteTo(YamlPart listener)
    {
        if (_options.TryGetValue("backlog", out var backlog) && backlog != "-1")
            listener.Set("backlog", backlog, Statement);
        if (_options.TryGetValue("fastopen", out var queue)) listener["socket"].Set("fast-open", queue, Statement);
        if (Has("multipath")) listener["socket"].Set("mptcp", "true", Statement);
        if (Has("deferred")) listener["socket"].Set("defer-accept", "10s", Statement);
    }

    private void ReadOption(string option, YamlPart pool)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
        var part = $"listen {Statement.Word(1)} {option}";
        if (ListenTable.Table.Find([name]) is not { } row)
        {
            report.Left(Statement, "unknown option", part);
            return;
        }

        _options[name] = value;
        var isTaken = report.Take(Statement, row, name is "udp" or "ssl" ? null : part);
        if (isTaken && name == "so_keepalive") WriteKeepalive(value, pool["tcp"]);
    }

    /// <summary><c>on</c>, <c>off</c>, or idle:interval:count, each of which may be empty.</summary>
    private void WriteKeepalive(string value, YamlPart tcp)
    {
        var parts = value.Split(':');
        if (parts.Length != 3)
        {
            tcp.Set("keepalive", value == "off" ? "false" : "true", Statement);
            return;
        }

        if (ForeignValues.NginxTime(parts[0]) is { } idle) tcp.Set("keepalive-idle", idle, Statement);
        if (ForeignValues.NginxTime(parts[1]) is { } interval) tcp.Set("keepalive-interval", interval, Statement);
        if (parts[2].Length > 0) tcp.Set("keepalive-probes", parts[2], Statement);
    }

    [GeneratedRegex("(^|:)[0-9]+-[0-9]+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PortRange();

    private string? AddressOf(string text, out string? why)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal)) return ForeignAddress.Bind(text, out why);
        if (ForeignValues.Number(text) is not null) text = "0.0.0.0:" + text;
        if (text.StartsWith("*:", StringComparison.Ordinal)) text = "0.0.0.0" + text[1..];
        var isDual = text.StartsWith("[::]:", StringComparison.Ordinal)
            && _options.GetValueOrDefault("ipv6only") == "off";
        if (PortRange().IsMatch(text))
        {
            why = "is a range of ports; write a listen for each";
            return null;
        }

        return ForeignAddress.Bind(isDual ? text.Replace("[::]", "*", StringComparison.Ordinal) : text, out why);
    }
}
