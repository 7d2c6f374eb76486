using L4Balancer.Admin.Api;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Views;

/// <summary>The status page: first the overall health, then the problems, then the tables.</summary>
internal static class StatusView
{
    /// <param name="before">An earlier snapshot, for rates; null for none.</param>
    public static void Write(Page page, BalancerSnapshot now, Readiness readiness, BalancerSnapshot? before)
    {
        WriteHealth(page, now, readiness);
        page.Line(
            $"l4balancer {now.Version}, {now.Engine} engine, up {Figures.Duration(now.At - now.StartedAt)}, "
            + $"generation {now.Generation}, {Figures.Of(now.Sessions.Active, "session")}",
            Tone.Faint);
        page.Line();
        WriteListeners(page, now);
        page.Line();
        WritePools(page, now);
        page.Line();
        BackendList.Write(page, now, before);
    }

    private static void WriteHealth(Page page, BalancerSnapshot now, Readiness readiness)
    {
        var backends = now.Pools.SelectMany(p => p.Backends.Select(b => (Pool: p, Backend: b))).ToArray();
        var troubles = Troubles(now).Concat(backends.SelectMany(
            b => BackendWords.Troubles(b.Backend, now.At).Select(t => $"{b.Pool.Name}/{b.Backend.Address} {t}")))
            .ToArray();
        var serving = $"{backends.Count(b => b.Backend.IsServing)} of {Figures.Of(backends.Length, "backend")} serving";
        if (!readiness.Ready) page.Line($"NOT READY: {string.Join("; ", readiness.Reasons)}", Tone.Bad);
        else if (troubles.Length == 0) page.Line($"Healthy: {serving}", Tone.Good);
        else page.Line($"Degraded: {serving}", Tone.Warning);
        foreach (var trouble in troubles) WriteTrouble(page, trouble);
    }

    /// <summary>Wrapped, not cut: the figures at the end of a cause are often what matters.</summary>
    private static void WriteTrouble(Page page, string text)
    {
        var indent = "  ";
        foreach (var line in TextTable.Wrapped(text, page.Width - 4))
        {
            page.Line(indent + line, Tone.Warning);
            indent = "    ";
        }
    }

    private static IEnumerable<string> Troubles(BalancerSnapshot now)
    {
        foreach (var pool in now.Pools)
        {
            if (pool.IsPanicking) yield return $"pool {pool.Name}: no backend is eligible, all are used (panic)";
            else if (pool.Eligible == 0 && pool.Role == "any") yield return $"pool {pool.Name}: no backend is eligible";
            if (RoleWords.Trouble(pool, now.At) is { } role) yield return $"pool {pool.Name}: {role}";
            if (pool.Rebalance is { State: "stopped" })
                yield return $"pool {pool.Name}: rebalancing has stopped, because too few clients connected again";
            if (pool.ActiveTier > 0 && !pool.IsPanicking)
                yield return $"pool {pool.Name} has failed over to tier {pool.ActiveTier}";
            foreach (var trouble in NameTroubles(pool, now.At)) yield return $"pool {pool.Name}: {trouble}";
        }

        if (!now.Config.IsLastReloadGood)
            yield return "the last reload was refused; the previous configuration is still in effect";
    }

    private static IEnumerable<string> NameTroubles(PoolSnapshot pool, DateTimeOffset now)
    {
        foreach (var name in pool.Names)
        {
            if (name.FailingSince is { } since)
            {
                yield return $"host name {name.Name} cannot be resolved, for {Figures.Duration(now - since)}: "
                    + $"{name.Cause}; keeping {Figures.Of(name.Backends, "backend")}";
            }

            foreach (var ignored in name.Ignored) yield return $"host name {name.Name} resolves to {ignored}: not used";
        }
    }

    private static void WriteListeners(Page page, BalancerSnapshot now)
    {
        var table = new TextTable(
            new("LISTENER", IsCut: true), new("BIND", IsCut: true), new("POOL", IsCut: true),
            new("SESSIONS", IsRight: true), new("MAX", IsRight: true), new("ACCEPTED", IsRight: true),
            new("UP", IsRight: true), new("DOWN", IsRight: true));
        foreach (var l in now.Listeners)
        {
            table.Add(
                l.Name, string.Join(' ', l.Bind), l.Pool, Figures.Count(l.Active), Limit(l.MaxConnections),
                Figures.Count(l.Accepted), Figures.Bytes(l.BytesUploaded), Figures.Bytes(l.BytesDownloaded));
        }

        page.Table(table);
    }

    private static void WritePools(Page page, BalancerSnapshot now)
    {
        var table = new TextTable(
            new("POOL", IsCut: true), new("POLICY", IsCut: true), new("MODE"),
            new("ROLE", IsOptional: true), new("TIER", IsRight: true),
            new("SERVE", IsRight: true), new("SESSIONS", IsRight: true), new("MAX", IsRight: true, IsOptional: true),
            new("QUEUE", IsRight: true, IsOptional: true), new("RETRIES", IsRight: true),
            new("FAILBACK", IsRight: true));
        foreach (var p in now.Pools)
        {
            var tone = p.Eligible == 0 ? Tone.Bad : p.Eligible < p.Backends.Count ? Tone.Plain : Tone.Good;
            table.Add(
                p.Name, p.Policy, p.Mode, p.Role == "any" ? "" : p.Role, $"{p.ActiveTier}",
                new($"{p.Eligible}/{p.Backends.Count}", tone), Figures.Count(p.Active),
                p.SessionLimit is { } max ? $"{max}" : "",
                p.QueueLimit is not null || p.Waiting > 0 ? Figures.Count(p.Waiting) : "", Figures.Count(p.Retries),
                p.FailbackAt is { } at ? $"in {Figures.Duration(at - now.At)}" : "-");
        }

        page.Table(table);
    }

    private static string Limit(int max) => max == 0 ? "-" : $"{max}";
}
