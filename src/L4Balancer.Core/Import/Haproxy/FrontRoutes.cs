namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Which backend a proxy uses: <c>default_backend</c> and <c>use_backend</c>.</summary>
internal sealed class FrontRoutes(HaproxyProxy proxy, Func<string, BackSide?> poolOf, ImportReport report)
{
    private readonly List<(YamlPart Route, BackSide Pool)> _routes = [];
    private (BackSide Pool, Statement From)? _default;
    private Statement? _delay;

    public bool HasRoutes => _routes.Count > 0;

    public string? TakeDefault(Statement statement)
    {
        if (poolOf(statement.Word(1)) is not { } pool) return NoPool(statement.Word(1));
        _default = (pool, statement);
        return null;
    }

    public string? TakeUse(Statement statement)
    {
        if (statement.Word(1).Contains("%[", StringComparison.Ordinal))
            return "the name comes from an expression or a map; write each name as an entry of routes";
        if (poolOf(statement.Word(1)) is not { } pool) return NoPool(statement.Word(1));
        if (statement.Words.Length < 3) return TakeAlways(pool, statement);
        if (statement.Word(2) != "if") return "only conditions with if can be expressed";
        if (Conditions.Parse(statement.Words.AsSpan(3), proxy.Acls) is not { } alternatives)
            return "its condition cannot be parsed";
        List<YamlPart> parts = [];
        foreach (var terms in alternatives)
        {
            var needed = terms.Where(t => !IsHello(t)).ToList();
            if (needed is [{ IsNegated: false } term] && term.AnyOf.All(Conditions.IsAlways))
                return TakeAlways(pool, statement);
            if (RouteOf(needed, statement) is not { } route)
                return "only the name (req.ssl_sni) or the protocol (req.ssl_alpn) of the client's TLS chooses a pool";
            parts.Add(route);
        }

        foreach (var route in parts) _routes.Add((route, pool));
        UseAcls(statement);
        return null;
    }

    public string? TakeDelay(Statement statement)
    {
        if (ForeignValues.HaproxyTime(statement.Word(2)) is null) return "it is not a duration";
        _delay = statement;
        return ProxyLines.Skip;
    }

    /// <summary>Null if no client can be served.</summary>
    /// <param name="own">The pool of a <c>listen</c> section.</param>
    /// <param name="refusesPlain">Whether clients without TLS are refused.</param>
    public FrontRouting? Complete(BackSide? own, bool refusesPlain)
    {
        if (_delay is not null && !HasRoutes) report.Left(_delay, "nothing waits for the first bytes of a client");
        if (_delay is not null && HasRoutes && !refusesPlain && (_default is not null || own is not null))
        {
            report.Differs(_delay, "listeners.first-byte-timeout",
                "a client that sends nothing, or half a ClientHello, for that long is refused; in HAProxy it gets "
                + "the default backend then");
        }

        List<BackSide> pools = [.. _routes.Select(r => r.Pool)];
        if ((_default?.Pool ?? own) is { } usual)
            return new FrontRouting(usual, _default?.From, [.. pools.Append(usual).Distinct()], false);
        return pools.Count == 0 ? null : new FrontRouting(pools[0], null, [.. pools.Distinct()], true);
    }

    /// <param name="refusesPlain">Whether clients without TLS are refused.</param>
    public void WriteTo(YamlPart listener, FrontRouting routing, bool refusesPlain)
    {
        if (!HasRoutes) return;
        foreach (var (route, pool) in _routes)
        {
            route.Put("pool", YamlPart.Of(pool.Name));
            listener["routes"].Items.Add(route);
        }

        if (refusesPlain && !routing.IsRefused)
        {
            var tls = new YamlPart { From = routing.DefaultFrom };
            tls.Put("pool", YamlPart.Of(routing.Default.Name));
            listener["routes"].Items.Add(tls);
        }

        if (refusesPlain || routing.IsRefused) listener.Set("on-no-route", "refuse", null);
        if (_delay is null || ForeignValues.HaproxyTime(_delay.Word(2)) is not { } delay) return;
        listener.Set("first-byte-timeout", delay, _delay);
        listener.Set("preread-timeout", delay, _delay);
    }

    private static string NoPool(string name) =>
        $"there is no backend {Shown.Of(name)}, or none of its servers can be taken over";

    private string? TakeAlways(BackSide pool, Statement statement)
    {
        _default ??= (pool, statement);
        return null;
    }

    /// <summary>Whether it only says that the client speaks TLS, which a name implies.</summary>
    private static bool IsHello(Term term) =>
        !term.IsNegated && term.AnyOf.All(HelloRules.IsHello);

    private static YamlPart? RouteOf(List<Term> terms, Statement from)
    {
        var route = new YamlPart { From = from };
        foreach (var term in terms)
        {
            if (term.IsNegated) return null;
            foreach (var criterion in term.AnyOf)
            {
                if (!AddTo(route, criterion)) return null;
            }
        }

        return route.IsEmpty ? null : route;
    }

    private static bool AddTo(YamlPart route, Criterion criterion)
    {
        if (criterion.Files.Count > 0 || criterion.Values.Count == 0) return false;
        var (name, match) = criterion.Fetch.EndsWith("_end", StringComparison.Ordinal)
            ? (criterion.Fetch[..^4], "end")
            : (criterion.Fetch, criterion.Match);
        if (name is "req.ssl_alpn" or "req_ssl_alpn" && match is "" or "str")
        {
            foreach (var value in criterion.Values) route["alpn"].Items.Add(YamlPart.Of(value));
            return true;
        }

        if (name is not ("req.ssl_sni" or "req_ssl_sni") || match is not ("" or "str" or "end")) return false;
        if (match == "end" && !criterion.Values.All(v => v.StartsWith('.'))) return false;
        foreach (var value in criterion.Values)
            route["sni"].Items.Add(YamlPart.Of((match == "end" ? "*" : "") + value.ToLowerInvariant()));
        return true;
    }

    private void UseAcls(Statement statement)
    {
        foreach (var word in statement.Words.AsSpan(3))
        {
            foreach (var acl in proxy.AclStatements.GetValueOrDefault(word, [])) acl.IsUsed = true;
        }
    }
}
