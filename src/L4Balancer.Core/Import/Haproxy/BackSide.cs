using System.Globalization;

namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates what a proxy says of its servers: a pool.</summary>
internal sealed class BackSide
{
    private readonly HaproxyProxy _proxy;
    private readonly Draft _draft;
    private readonly ImportReport _report;
    private readonly ServerLines _servers;
    private readonly HealthChecks _checks;
    private Statement? _sticky;
    private Statement? _balance;

    public BackSide(HaproxyProxy proxy, StickTables tables, Draft draft, ImportReport report)
    {
        (_proxy, _draft, _report) = (proxy, draft, report);
        Tables = tables;
        _servers = new ServerLines(report);
        _checks = new HealthChecks(Part, report);
        Name = draft.PoolNames.Take(proxy.Name);
    }

    public string Name { get; }

    public YamlPart Part { get; } = new();

    public bool HasBackends => _servers.Entries.Count > 0;

    private StickTables Tables { get; }

    public void Translate()
    {
        if (!_proxy.Effective.Exists(s => s.Keyword is "server" or "server-template")) return;
        Part.From = _proxy.Head;
        Part.Put("policy", YamlPart.Of("round-robin"));
        foreach (var statement in _proxy.Effective) ProxyLines.Take(_proxy, statement, Sides.Back, Handle, _report);
        if (_sticky is not null) UseSourceHash(_sticky);
        if (!HasBackends) return;
        _proxy.Head.IsUsed = true;
        var hasAllBackups = _proxy.Effective.Exists(s => s.Keyword == "option" && s.Word(1) == "allbackups");
        _servers.WriteTo(Part, hasAllBackups, _checks);
        WriteQueue();
        Part.Put("backends", _servers.Backends);
        _draft.Pools.Put(Name, Part);
    }

    private string? Handle(string name, Statement statement)
    {
        var value = statement.Word(1);
        switch (name)
        {
            case "mode": return value is "tcp" or "http" ? null : "the only mode is tcp";
            case "acl": return ProxyLines.Skip;
            case "balance": return TakeBalance(statement);
            case "hash-type": return IsHashed ? null : ProxyLines.Skip;
            case "hash-balance-factor": return TakeFactor(statement);
            case "server": return _servers.TakeServer(statement);
            case "server-template": return _servers.TakeTemplate(statement);
            case "default-server": return _servers.TakeDefaults(statement);
            case "retries":
                if (ForeignValues.Number(value) is not { } retries) return "it is not a number";
                Part.Set("retries", Math.Min(retries, Limits.RetriesMax), statement);
                return null;
            case "source": return SourceWords.Write(Part, statement.Words.AsSpan(1), statement);
            case "stick on": return TakeSticky(statement);
            case "stick-table":
                return _proxy.Sides == Sides.Both ? ProxyLines.Skip : StickTables.Take(statement, _report);
            case "timeout connect": return Time("timeouts", "connect", statement);
            case "timeout server":
                return ProxyLines.IsTunnel(_proxy, statement, _report)
                    ? ProxyLines.Skip
                    : Time("timeouts", "server-idle", statement);
            case "timeout tunnel":
                return Time("timeouts", "client-idle", statement) ?? Time("timeouts", "server-idle", statement);
            case "timeout server-fin": return Time("timeouts", "half-closed", statement);
            case "timeout queue": return ProxyLines.Skip;
            case "srvtcpka-cnt": Part["tcp"].Set("keepalive-probes", value, statement); return null;
            case "srvtcpka-idle": return Time("tcp", "keepalive-idle", statement, value);
            case "srvtcpka-intvl": return Time("tcp", "keepalive-interval", statement, value);
            case "option transparent": Part["source"].Set("transparent", "true", statement); return null;
            case "log": return LogLine.Take(statement, _draft);
            default:
                if (!name.StartsWith("tcp-request", StringComparison.Ordinal)) return _checks.Take(name, statement);
                return _proxy.Sides == Sides.Both ? ProxyLines.Skip : "access and limits belong to listeners";
        }
    }

    private bool IsHashed => Part.Find("policy") is { Value: "source-hash" };

    private string? Time(string section, string key, Statement statement, string? value = null)
    {
        if (ForeignValues.HaproxyTime(value ?? statement.Word(2), value is null ? "ms" : "s") is not { } time)
            return "it is not a duration";
        Part[section].Set(key, time, statement);
        return null;
    }

    private string? TakeBalance(Statement statement)
    {
        var algorithm = statement.Word(1);
        if (algorithm == "hash" && statement.Word(2) == "src") algorithm = "source";
        var policy = algorithm switch
        {
            "roundrobin" or "static-rr" => "round-robin",
            "leastconn" => "least-connections",
            "first" => "first",
            "source" => "source-hash",
            "random" or "random(2)" => "power-of-two",
            "random(1)" => "random",
            _ when algorithm.StartsWith("random(", StringComparison.Ordinal) => "power-of-two",
            _ => null,
        };
        if (policy is null) return "it looks at what is in requests; choose a policy by what is known of connections";
        _balance = statement;
        Part.Set("policy", policy, statement);
        return null;
    }

    private string? TakeFactor(Statement statement)
    {
        if (ForeignValues.Number(statement.Word(1)) is not { } percent) return "it is not a number";
        if (percent == 0 || !IsHashed) return ProxyLines.Skip;
        Part.Set("load-factor", string.Create(CultureInfo.InvariantCulture, $"{percent / 100.0}"), statement);
        return null;
    }

    private string? TakeSticky(Statement statement)
    {
        if (statement.Word(2) != "src") return "only the client's address is hashed";
        var table = Array.IndexOf(statement.Words, "table");
        Tables.Use(table > 0 ? statement.Word(table + 1) : _proxy.Name);
        _sticky = statement;
        return null;
    }

    private void UseSourceHash(Statement sticky)
    {
        if (_balance is not null && !IsHashed)
            _report.Differs(_balance, "pools.policy", $"source-hash because of line {sticky.Line}");
        Part.Set("policy", "source-hash", sticky);
    }

    /// <summary>Servers with a limit have a queue in HAProxy.</summary>
    private void WriteQueue()
    {
        var timeout = _proxy.Effective.LastOrDefault(s => s.Keyword == "timeout" && s.Word(1) == "queue");
        var waiting = timeout ?? _proxy.Effective.LastOrDefault(s => s.Keyword == "timeout" && s.Word(1) == "connect");
        if (timeout is not null) timeout.IsUsed = true;
        if (_servers.FirstLimit is not { } limit) return;
        var max = _servers.QueueMax;
        Part["queue"].Set("max", max ?? ServerLines.UsualQueue, limit);
        if (max is null)
        {
            _report.Differs(limit, "pools.queue.max",
                $"at most {ServerLines.UsualQueue} clients wait; HAProxy's queue has no end");
        }

        if (waiting is null)
        {
            _report.Differs(limit, "pools.queue.timeout", "clients wait for 10 s at most; HAProxy's wait without end");
            return;
        }

        if (ForeignValues.HaproxyTime(waiting.Word(2)) is { } time) Part["queue"].Set("timeout", time, waiting);
        else _report.Left(waiting, "it is not a duration");
    }
}
