namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Writes the options of servers that are keys of the pool: one value for all of its backends.</summary>
internal sealed class PoolOptions(YamlPart pool, IReadOnlyList<ServerEntry> entries, ImportReport report)
{
    private string? _source;

    public void Write()
    {
        Write("slowstart", "", "slow-start", ForeignValuesOf);
        Write("on-marked-down", "", "on-down", v => v == "shutdown-sessions" ? "reset" : null);
        Write("on-marked-up", "", "on-failback", v => v == "shutdown-backup-sessions" ? "move" : null);
        DifferWithout("on-marked-down", "on-down");
        DifferWithout("on-marked-up", "on-failback");
        Write("error-limit", "outliers", "connect-failures", v => v);
        WriteSendProxy();
        foreach (var entry in entries) WriteSource(entry);
    }

    /// <summary>Writes the value of an option, if all servers that have it agree.</summary>
    /// <param name="section">Empty for a key of the pool itself.</param>
    /// <param name="convert">Returns null for a value that cannot be taken over.</param>
    public void Write(string option, string section, string key, Func<string, string?> convert)
    {
        var at = section.Length == 0 ? pool : section.Split('.').Aggregate(pool, (part, name) => part[name]);
        foreach (var entry in entries)
        {
            if (!entry.Options.TryGetValue(option, out var found)) continue;
            var (value, from) = found;
            if (convert(value) is not { } ours)
                report.Left(from, "its value cannot be taken over", $"{option} {value}");
            else if (at.Find(key) is not { Value: { } other }) at.Set(key, ours, from);
            else if (other != ours)
                report.Left(from, $"a pool has one {key} for all backends; it is {other}", $"{option} {value}");
        }
    }

    /// <summary>Names the servers that get an option of the others, because the pool has one value for all.</summary>
    private void DifferWithout(string option, string key)
    {
        if (pool.Find(key) is not { Value: { } value }) return;
        foreach (var entry in entries.Where(e => !e.Has(option)))
            report.Differs(entry.Statement, $"pools.{key}", $"{value}, as for the other servers of its pool");
    }

    public static string? ForeignValuesOf(string time) => ForeignValues.HaproxyTime(time);

    private void WriteSendProxy()
    {
        var senders = entries.Where(e => e.Options.Keys.Any(IsSendProxy)).ToList();
        if (senders.Count == 0) return;
        var option = senders[0].Options.Keys.First(IsSendProxy);
        var from = senders[0].Options[option].From;
        pool["send-proxy"].Set("version", option == "send-proxy" ? "v1" : "v2", from);
        foreach (var entry in entries.Where(e => !e.Options.Keys.Any(IsSendProxy)))
        {
            var part = $"{entry.Statement.Keyword} {entry.Statement.Word(1)} without send-proxy";
            report.Left(entry.Statement, "a pool sends the PROXY header to all of its backends, so to this one", part);
        }

        if (!senders[0].Options.TryGetValue("proxy-v2-options", out var options)) return;
        foreach (var name in options.Value.Split(','))
        {
            if (name is "alpn" or "authority" or "crc32c" or "unique-id")
                pool["send-proxy"]["tlvs"].AddItem(name, options.From);
            else
                report.Left(options.From, "nothing is known of TLS that is not terminated", $"proxy-v2-options {name}");
        }
    }

    private static bool IsSendProxy(string option) => option.StartsWith("send-proxy", StringComparison.Ordinal);

    private void WriteSource(ServerEntry entry)
    {
        if (!entry.Options.TryGetValue("source", out var source)) return;
        _source ??= source.Value;
        if (_source != source.Value)
        {
            var only = $"a pool has one source for all backends; it is {_source}";
            report.Left(source.From, only, $"source {source.Value}");
            return;
        }

        List<string> words = [source.Value];
        foreach (var option in (string[])["usesrc", "interface"])
        {
            if (entry.Options.TryGetValue(option, out var value)) words.AddRange([option, value.Value]);
        }

        if (SourceWords.Write(pool, words.ToArray(), source.From) is { } why)
            report.Left(source.From, why, $"source {source.Value}");
    }
}
