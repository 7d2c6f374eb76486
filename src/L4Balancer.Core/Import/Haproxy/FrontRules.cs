using System.Text.RegularExpressions;

namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates <c>tcp-request</c> rules: who may come in, and how often.</summary>
internal sealed partial class FrontRules(
    HaproxyProxy proxy, StickTables tables, YamlPart listener, ImportReport report)
{
    private const string OnlyThese =
        "only the client's address (src), conn_cur, conn_rate and the names of TLS can be looked at";

    private const string OnlySingle = "only conditions of one test each can be expressed";

    private readonly AccessOrder _access = new();
    private readonly HelloRules _hellos = new(report);
    private readonly List<Criterion> _allowedOnly = [];
    private Statement? _allowedFrom;
    private string _table = proxy.Name;
    private bool _hasAccepted;

    /// <summary>Whether clients without TLS are refused; those with a name that no route is for are not.</summary>
    public bool RefusesPlain => _hellos.RefusesPlain;

    public string? TakeTable(Statement statement) => StickTables.Take(statement, report);

    public string? TakeRule(Statement statement)
    {
        var action = statement.Word(2);
        var condition = Math.Max(Array.IndexOf(statement.Words, "if"), Array.IndexOf(statement.Words, "unless"));
        if (TrackedTable().Match(action) is { Success: true }) return TakeTrack(statement);
        if (action is not ("accept" or "reject" or "silent-drop" or "expect-proxy")) return "there is no such action";
        if (condition < 0) return TakeAll(statement, action);
        if (Conditions.Parse(statement.Words.AsSpan(condition + 1), proxy.Acls) is not { } alternatives)
            return "its condition cannot be parsed";
        var isUnless = statement.Words[condition] == "unless";
        var terms = new List<Term>();
        foreach (var alternative in alternatives)
        {
            if (alternative is not [var term]) return OnlySingle;
            terms.Add(isUnless ? term with { IsNegated = !term.IsNegated } : term);
        }

        if (isUnless && terms.Count > 1) return OnlySingle;
        if (terms.Exists(t => t.AnyOf.Any(HelloRules.IsHello))) return _hellos.Take(statement, action, terms);
        foreach (var term in terms)
            if (TakeTerm(statement, action, term) is { } why) return why;
        UseAcls(statement);
        return null;
    }

    /// <param name="hasRoutes">Whether the first bytes of a client are looked at.</param>
    public void Complete(bool hasRoutes)
    {
        _hellos.Complete(hasRoutes);
        foreach (var criterion in _allowedOnly) AddNetworks(criterion, true, _allowedFrom!);
        if (_allowedFrom is not null) _access.AddAll(false, _allowedFrom);
        _access.WriteTo(listener);
    }

    private string? TakeTrack(Statement statement)
    {
        if (statement.Word(3) != "src") return "only the client's address is counted";
        var table = Array.IndexOf(statement.Words, "table");
        if (table > 0) _table = statement.Word(table + 1);
        tables.Use(_table);
        return null;
    }

    private string? TakeAll(Statement statement, string action)
    {
        if (action == "expect-proxy") return "use accept-proxy on the bind line, and trusted";
        if (action == "silent-drop") _access.AnswerNothing();
        if (action == "accept" && statement.Word(1) == "content") return null;
        if (_hellos.AcceptsTls && statement.Word(1) == "content") return _hellos.RefusePlain(statement);
        _access.AddAll(action == "accept", statement);
        return null;
    }

    private string? TakeTerm(Statement statement, string action, Term term)
    {
        foreach (var criterion in term.AnyOf)
        {
            var why = criterion.Fetch == "src"
                ? TakeSource(statement, action, term, criterion)
                : TakeLimit(statement, action, term, criterion);
            if (why is not null) return why;
        }

        return null;
    }

    private string? TakeSource(Statement statement, string action, Term term, Criterion criterion)
    {
        if (criterion.Match is not ("" or "ip")) return OnlyThese;
        if (action == "expect-proxy") return TakeProxy(statement, term, criterion);
        if (action == "silent-drop") _access.AnswerNothing();
        _hasAccepted |= action == "accept";
        if (term.IsNegated && action == "accept") return "only accept if, and reject unless, can be expressed";
        if (criterion.Values.Any(v => AccessOrder.Parse(v) is null)) return "a value is no IP address or network";
        if (term.IsNegated)
        {
            if (_allowedFrom is not null) return "there is one list of allowed networks";
            _allowedOnly.Add(criterion);
            _allowedFrom = statement;
            return null;
        }

        return AddNetworks(criterion, action == "accept", statement);
    }

    private string? AddNetworks(Criterion criterion, bool isAllowed, Statement statement)
    {
        var problems = criterion.Files.Select(file => AddFile(file, isAllowed, statement));
        if (problems.FirstOrDefault(p => p is not null) is { } problem) return problem;
        foreach (var value in criterion.Values)
        {
            if (_access.IsFull) return $"more than {Limits.ImportNetworksMax} networks; use allow-file or deny-file";
            _access.Add(isAllowed, AccessOrder.Parse(value)!.Value, statement);
        }

        return null;
    }

    private string? AddFile(string file, bool isAllowed, Statement statement)
    {
        var key = isAllowed ? "allow-file" : "deny-file";
        if (!file.StartsWith('/')) return $"the path of {Shown.Of(file)} must be absolute; use {key}";
        if (listener["access"].Find(key) is { } other && other.Value != file)
            return $"there is one {key}; append the networks of this one to it";
        listener["access"].Set(key, file, statement);
        report.Differs(statement, $"listeners.access.{key}",
            "the longest network decides, not the order of the rules; one network per line");
        return null;
    }

    private string? TakeProxy(Statement statement, Term term, Criterion criterion)
    {
        if (term.IsNegated || criterion.Files.Count > 0) return "use accept-proxy with trusted networks";
        listener["accept-proxy"].Set("mode", "optional", statement);
        report.Differs(statement, "listeners.accept-proxy",
            "these clients may send a header; HAProxy refuses those of them that send none");
        foreach (var value in criterion.Values)
        {
            if (AccessOrder.Parse(value) is { } network)
                listener["accept-proxy"]["trusted"].AddItem($"{network}", statement);
        }

        return null;
    }

    private string? TakeLimit(Statement statement, string action, Term term, Criterion criterion)
    {
        if (CountedTable().Match(criterion.Fetch) is not { Success: true } match) return OnlyThese;
        if (action == "accept" || term.IsNegated || criterion.Values is not [var text]) return OnlyThese;
        if (ForeignValues.Number(text) is not { } limit) return "its limit is not a number";
        if (criterion.Operator is "ge") limit--;
        else if (criterion.Operator is not "gt") return "only gt and ge can be expressed";
        if (limit < 1) return "a limit is at least 1";
        var named = match.Groups["table"].Value;
        var table = named.Length > 0 && !char.IsAsciiDigit(named[0]) ? named : _table;
        tables.Use(table);
        if (_hasAccepted)
            report.Differs(statement, "listeners.per-source", "it holds for clients that a rule before accepts, too");
        if (match.Groups["data"].Value == "conn_cur")
        {
            listener["per-source"].Set("max-connections", limit, statement);
            return null;
        }

        if (tables.PeriodOf(table) is not { } period) return "no stick-table stores conn_rate over a time";
        var rate = listener["per-source"]["connection-rate"];
        rate.Set("rate", $"{Math.Max(1, (long)Math.Ceiling(limit * 1000d / period))}/s", statement);
        rate.Set("burst", limit, statement);
        report.Differs(statement, "listeners.per-source.connection-rate",
            limit * 1000L < period
                ? $"the lowest rate is 1/s, more than {limit} in {period / 1000} s"
                : "a token bucket instead of a sliding window: burst at once, then rate");
        return null;
    }

    private void UseAcls(Statement statement)
    {
        foreach (var word in statement.Words)
        {
            foreach (var acl in proxy.AclStatements.GetValueOrDefault(word.TrimStart('!'), [])) acl.IsUsed = true;
        }
    }

    [GeneratedRegex("^track-sc[0-9]+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TrackedTable();

    [GeneratedRegex(@"^(src|sc|sc[0-9]+)_(?<data>conn_cur|conn_rate)(\((?<table>[^)]*)\))?$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CountedTable();
}
