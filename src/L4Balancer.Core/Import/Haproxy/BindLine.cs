namespace L4Balancer.Core.Import.Haproxy;

/// <summary>A <c>bind</c> line.</summary>
internal sealed class BindLine(Statement statement, ImportReport report)
{
    public Statement Statement { get; } = statement;

    public List<string> Addresses { get; } = [];

    /// <summary>The options with their values.</summary>
    public Dictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines with the same signature are one listener.</summary>
    public string Signature => string.Join(' ', Options.Where(o => o.Key is not ("name" or "v4v6" or "v6only"))
        .Select(o => $"{o.Key}={o.Value}").Order(StringComparer.Ordinal));

    /// <param name="isShared">Whether an IPv4 listener has the port, so that an IPv6 one cannot have it, too.</param>
    public void Read(Func<string, bool> isShared)
    {
        var first = Statement.Word(1);
        if (Statement.Words.Contains("ssl"))
        {
            report.Left(Statement, BindTable.Table.Find(["ssl"])!.Note);
            return;
        }

        ReadOptions();
        foreach (var address in first.Split(',')) ReadAddress(address, isShared);
    }

    private void ReadOptions()
    {
        for (var i = 2; i < Statement.Words.Length; i++)
        {
            var word = Statement.Words[i];
            if (BindTable.Table.Find([word]) is not { } row)
            {
                report.Left(Statement, "unknown option", $"bind {Statement.Word(1)} {word}");
                continue;
            }

            var value = row.Arguments > 0 ? Statement.Word(++i) : "";
            var part = $"bind {Statement.Word(1)} {word}{(value.Length > 0 ? " " : "")}{value}";
            if (report.Take(Statement, row, part)) Options[word] = value;
        }
    }

    private void ReadAddress(string text, Func<string, bool> isShared)
    {
        if (text.StartsWith('/') || text.StartsWith("unix@", StringComparison.Ordinal))
        {
            Add(ForeignAddress.Bind("unix:" + (text.StartsWith('/') ? text : text[5..]), out var why), text, why);
            return;
        }

        var bare = text;
        foreach (var prefix in (string[])["ipv4@", "ipv6@", "tcp@", "tcp4@", "tcp6@", "mptcp@"])
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal)) bare = text[prefix.Length..];
        }

        if (bare.Contains('@', StringComparison.Ordinal))
        {
            report.Left(Statement, "only IP addresses and unix sockets can be listened on", $"bind {text}");
            return;
        }

        var (host, ports) = ForeignAddress.Split(bare);
        var ends = ports.Split('-');
        if (ends.Length > 2 || ForeignValues.Number(ends[0]) is not { } from
            || ForeignValues.Number(ends[^1]) is not { } to || from > to || to > ushort.MaxValue)
        {
            report.Left(Statement, "it has no port", $"bind {text}");
            return;
        }

        if (to - from >= Limits.ImportPortsMax)
        {
            report.Left(Statement, $"more than {Limits.ImportPortsMax} ports", $"bind {text}");
            return;
        }

        for (var port = from; port <= to; port++)
            Add(ForeignAddress.Bind(HostOf(host, text, isShared($"{port}")) + ":" + port, out var why), text, why);
    }

    /// <summary>
    /// <c>*</c> is IPv4. The IPv6 wildcard is for both families, as Linux does by default, unless said otherwise.
    /// </summary>
    private string HostOf(string host, string text, bool isShared)
    {
        var isSix = text.StartsWith("ipv6@", StringComparison.Ordinal);
        if (host is "" or "*") host = isSix ? "[::]" : "0.0.0.0";
        return host == "[::]" && !Options.ContainsKey("v6only") && !isShared ? "*" : host;
    }

    private void Add(string? address, string text, string? why)
    {
        if (address is null) report.Left(Statement, $"{Shown.Of(text)} {why}", $"bind {text}");
        else Addresses.Add(address);
    }
}
