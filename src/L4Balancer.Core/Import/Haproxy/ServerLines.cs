namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Collects the servers of a pool.</summary>
internal sealed class ServerLines(ImportReport report)
{
    /// <summary>The length of a queue that has no end in HAProxy.</summary>
    public const int UsualQueue = 10_000;

    private readonly List<ServerEntry> _entries = [];
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private bool _isTls;
    private Dictionary<string, (string Value, Statement From)> _defaults = new(StringComparer.Ordinal);

    public IReadOnlyList<ServerEntry> Entries => _entries;

    public YamlPart Backends { get; } = new();

    /// <summary>The first server that limits its sessions; null if none does.</summary>
    public Statement? FirstLimit =>
        _entries.FirstOrDefault(e => e.Options.TryGetValue("maxconn", out var max) && max.Value != "0")?.Statement;

    /// <summary>How many may wait for all servers; null if one of them does not say.</summary>
    public int? QueueMax
    {
        get
        {
            var sum = 0L;
            foreach (var entry in _entries)
            {
                var text = entry.Options.GetValueOrDefault("maxqueue").Value ?? "0";
                if (ForeignValues.Number(text) is not { } max || max == 0) return null;
                sum += max;
            }

            return (int)Math.Min(sum, Limits.ConnectionsMax);
        }
    }

    public string? TakeDefaults(Statement statement)
    {
        _defaults = Read(statement, 1);
        _isTls = statement.Words.Contains("ssl");
        return null;
    }

    public string? TakeServer(Statement statement) =>
        statement.Words.Length < 3 ? "it has no address" : Add(statement, 2, new YamlPart { From = statement });

    public string? TakeTemplate(Statement statement)
    {
        if (statement.Words.Length < 4) return "it has no address";
        var count = statement.Word(2).Split('-');
        if (ForeignValues.Number(count[^1]) is not { } last || last == 0) return "it has no number of servers";
        var from = count.Length > 1 ? ForeignValues.Number(count[0]) ?? 1 : 1;
        var part = new YamlPart { From = statement };
        if (Add(statement, 3, part) is { } why) return why;
        if (part.Find("address")?.Value is { } address && BackendNames(address))
            part.Set("addresses", Math.Max(1, last - from + 1), statement);
        return null;
    }

    public void WriteTo(YamlPart pool, bool hasAllBackups, HealthChecks checks)
    {
        var backups = 0;
        foreach (var entry in _entries)
        {
            ServerOptions.WriteTo(entry, ref backups, hasAllBackups);
            Backends.Items.Add(entry.Part);
        }

        new PoolOptions(pool, _entries, report).Write();
        checks.Write(_entries);
        if (!_entries.TrueForAll(e => e.Has("backup"))) return;
        foreach (var entry in _entries) entry.Part.Remove("tier");
    }

    private static bool BackendNames(string address) =>
        Config.BackendAddress.Parse(address, out _)?.HostName is not null;

    private string? Add(Statement statement, int at, YamlPart part)
    {
        if (_entries.Count >= Limits.ImportBackendsMax) return $"more than {Limits.ImportBackendsMax} servers";
        if (statement.Words.Contains("ssl") || (_isTls && !statement.Words.Contains("no-ssl")))
            return ServerTable.Table.Find(["ssl"])!.Note;
        if (AddressOf(statement.Word(at), out var why) is not { } address) return why;
        if (!_addresses.Add(address)) return $"{address} is in this pool already";
        part.Set("address", address, statement);
        var options = new Dictionary<string, (string, Statement)>(_defaults, StringComparer.Ordinal);
        foreach (var (option, value) in Read(statement, at + 1))
        {
            if (option.StartsWith("no-", StringComparison.Ordinal)) options.Remove(option[3..]);
            else if (option == "enabled") options.Remove("disabled");
            else options[option] = value;
        }

        _entries.Add(new ServerEntry(statement, part, options));
        return null;
    }

    private Dictionary<string, (string Value, Statement From)> Read(Statement statement, int at)
    {
        var options = new Dictionary<string, (string, Statement)>(StringComparer.Ordinal);
        var isDefault = statement.Keyword == "default-server";
        var subject = isDefault ? statement.Keyword : $"{statement.Keyword} {statement.Word(1)}";
        for (var i = at; i < statement.Words.Length; i++)
        {
            var word = statement.Words[i];
            if (ServerTable.Table.Find([word]) is not { } row)
            {
                report.Left(statement, "unknown option", $"{subject} {word}");
                continue;
            }

            var value = row.Arguments > 0 ? statement.Word(++i) : "";
            var part = $"{subject} {word}{(value.Length > 0 ? " " : "")}{value}";
            if (report.Take(statement, row, part)) options[word] = (value, statement);
        }

        return options;
    }

    private static string? AddressOf(string text, out string? why)
    {
        why = null;
        if (text.StartsWith('/')) return ForeignAddress.Unix(text, out why);
        if (text.StartsWith("unix@", StringComparison.Ordinal)) return ForeignAddress.Unix(text[5..], out why);
        foreach (var prefix in (string[])["ipv4@", "ipv6@", "tcp@", "tcp4@", "tcp6@", "mptcp@"])
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal)) text = text[prefix.Length..];
        }

        var (host, port) = ForeignAddress.Split(text);
        if (text.Contains('@', StringComparison.Ordinal))
            why = "only IP addresses, host names and unix sockets can be backends";
        else if (port.Length == 0 || port[0] is '+' or '-')
            why = "the port of the client's connection cannot be used; write the port, and a listener for each";
        if (why is not null) return null;
        var address = ForeignAddress.Backend(host, port, out why);
        why = why is null ? null : $"{Shown.Of(text)} {why}";
        return address;
    }
}
