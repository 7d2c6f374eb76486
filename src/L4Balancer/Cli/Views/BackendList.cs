using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Views;

/// <summary>The backend table of a status. Each line has the name of its pool, for grep.</summary>
internal static class BackendList
{
    public static void Write(Page page, BalancerSnapshot now, BalancerSnapshot? before)
    {
        var table = new TextTable(
            new("POOL", IsCut: true), new("BACKEND", IsCut: true), new("HEALTH"),
            new("ROLE", IsOptional: true), new("LAG", IsRight: true, IsOptional: true), new("INTENT"),
            new("TIER", IsRight: true), new("WEIGHT", IsRight: true),
            new("AGENT", IsRight: true, IsOptional: true), new("SESS", IsRight: true),
            new(before is null ? "PICKS" : "RATE", IsRight: true), new("RESP", IsRight: true),
            new("R99", IsRight: true, Spare: 5), new("WAIT", IsRight: true, Spare: 1),
            new("SILENT", IsRight: true, Spare: 7), new("CONN", IsRight: true, Spare: 2),
            new("C99", IsRight: true, Spare: 6), new("CPU", IsRight: true, Spare: 3, IsOptional: true),
            new("MEM", IsRight: true, Spare: 4, IsOptional: true),
            new("LOAD", IsRight: true, Spare: 8, IsOptional: true),
            new("PSI", IsRight: true, Spare: 9, IsOptional: true), new("SINCE", IsRight: true));
        foreach (var pool in now.Pools)
        {
            foreach (var b in pool.Backends)
            {
                var was = Find(before, pool.Name, b.Address);
                table.Add(
                    pool.Name, b.Address, BackendWords.State(b), RoleWords.Name(b.Role), RoleWords.Lag(b.Role),
                    Intent(b, now.At), $"{b.Tier}", Weight(b), BackendWords.Agent(b.Agent), Figures.Count(b.Active),
                    before is null ? Figures.Count(b.Picks) : Rate(b, was, now, before),
                    Figures.Latency(b.Signals.Response),
                    Figures.Latency(Latency.Quantile(b.Signals.ResponseTime, was?.Signals.ResponseTime, 0.99)),
                    Figures.Count(b.Signals.Waiting), Figures.Latency(b.Signals.Silence),
                    Figures.Latency(Latency.Quantile(b.ConnectTime, was?.ConnectTime, 0.5)),
                    Figures.Latency(Latency.Quantile(b.ConnectTime, was?.ConnectTime, 0.99)),
                    Figures.Percent(BackendWords.Used(b.Agent?.CpuIdle)),
                    Figures.Percent(BackendWords.Used(b.Agent?.MemoryAvailable)),
                    b.Agent?.Load is { } load ? Figures.Count(load) : "",
                    Figures.Percent(BackendWords.Pressure(b.Agent)),
                    Figures.Duration(now.At - b.HealthSince));
            }
        }

        page.Table(table);
        if (now.Pools.Any(p => p.Backends.Any(IsChanged)))
            page.Line("* changed by an operator since the config file was read", Tone.Faint);
        foreach (var pool in now.Pools) WriteAbsent(page, pool, now.At);
        foreach (var pool in now.Pools) WriteNotes(page, pool, now.At);
    }

    private static void WriteNotes(Page page, PoolSnapshot pool, DateTimeOffset now)
    {
        foreach (var backend in pool.Backends)
        {
            if (BackendWords.AgentWish(backend) is { } wish)
                page.Line($"{pool.Name}/{backend.Address} {wish}", Tone.Warning);
            if (backend.Weight == 0)
                page.Line($"{pool.Name}/{backend.Address} weight 0: no new sessions", Tone.Warning);
            if (BackendWords.OldCertificate(backend, now) is { } old)
                page.Line($"{pool.Name}/{backend.Address} {old}", Tone.Warning);
        }
    }

    /// <summary>Backends and entries that are not in the table but can be drained, set ready or removed.</summary>
    private static void WriteAbsent(Page page, PoolSnapshot pool, DateTimeOffset now)
    {
        foreach (var held in pool.Held)
        {
            page.Line(
                $"{pool.Name}/{held.Address} ({held.Health}, {held.Intent}) was last in the answers for {held.Entry} "
                + $"{Figures.Duration(now - held.LeftAt)} ago, kept for {Figures.Duration(held.ForgottenAt - now)}",
                Tone.Faint);
        }

        foreach (var entry in pool.IdleEntries)
            page.Line($"{pool.Name}/{entry} is an entry without a backend", Tone.Faint);
    }

    private static BackendSnapshot? Find(BalancerSnapshot? moment, string pool, string address) =>
        moment?.Pools.FirstOrDefault(p => p.Name == pool)?.Backends.FirstOrDefault(b => b.Address == address);

    private static TextCell Intent(BackendSnapshot backend, DateTimeOffset now)
    {
        if (backend.Intent == "ready") return "ready";
        var left = backend.DrainEndsAt is { } end ? $" {Figures.Duration(end - now)}" : "";
        return new TextCell(backend.Intent + left, Tone.Warning);
    }

    /// <summary>A current weight that differs from the full one is shown before it.</summary>
    private static string Weight(BackendSnapshot backend)
    {
        var mark = IsChanged(backend) ? "*" : "";
        var isChanging = backend.IsServing && Math.Abs(backend.WeightInForce - backend.Weight) > 0.005;
        return isChanging ? $"{backend.WeightInForce:0.##}/{backend.Weight}{mark}" : $"{backend.Weight}{mark}";
    }

    private static bool IsChanged(BackendSnapshot backend) => backend.Changed.Count > 0;

    private static string Rate(
        BackendSnapshot backend, BackendSnapshot? was, BalancerSnapshot now, BalancerSnapshot before)
    {
        var seconds = (now.At - before.At).TotalSeconds;
        return was is null || seconds <= 0 ? "-" : $"{Figures.Count((backend.Picks - was.Picks) / seconds)}/s";
    }
}
