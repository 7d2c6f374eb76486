using L4Balancer.Admin.Model;
using L4Balancer.Core.Control;

namespace L4Balancer.Hosting.Operations;

/// <summary>The host names of one snapshot.</summary>
internal sealed class NameSnapshots(BalancerState state, WallClock clock)
{
    public IReadOnlyList<NameSnapshot> NamesOf(PoolState pool)
    {
        var names = pool.Config.Backends.Select(entry => entry.Address.HostName).OfType<string>().Distinct().ToArray();
        if (names.Length == 0) return [];
        var backends = pool.Backends.CountBy(backend => backend.Config.Address.HostName ?? "").ToDictionary();
        return [.. names.Select(name => Of(pool, name, backends.GetValueOrDefault(name)))];
    }

    public IReadOnlyList<HeldSnapshot> HeldOf(PoolState pool) =>
    [
        .. pool.Held.Values.Where(held => clock.Control - held.LeftAt < state.Config.ResolveHold)
            .OrderBy(held => held.LeftAt).ThenBy(held => held.Backend.Address.ToString(), StringComparer.Ordinal)
            .Select(Of),
    ];

    public static IReadOnlyList<string> IdleEntriesOf(PoolState pool)
    {
        var used = pool.Backends.Select(backend => backend.Config.Address).ToHashSet();
        return [.. pool.Config.Backends.Select(e => e.Address).Where(a => !used.Contains(a)).Select(a => a.ToString())];
    }

    private NameSnapshot Of(PoolState pool, string name, int backends)
    {
        var known = state.Names.GetValueOrDefault(name, NameState.Unknown);
        return new NameSnapshot
        {
            Name = name,
            Backends = backends,
            ResolvedAt = clock.Of(known.AnsweredAt),
            FailingSince = clock.Of(known.Failure?.Since),
            Trouble = known.Failure is { } failure ? PoolSnapshots.Word(failure.Trouble) : null,
            Cause = known.Failure?.Cause,
            Ignored = [.. pool.Ignored.Where(one => one.HostName == name).Select(one => $"{one.Address}, {one.Why}")],
        };
    }

    private HeldSnapshot Of(HeldBackend held) => new()
    {
        Address = held.Backend.Address.ToString(),
        Entry = held.Backend.Config.Address.ToString(),
        Health = PoolSnapshots.HealthOf(held.Backend),
        Intent = PoolSnapshots.Word(held.Backend.Intent),
        LeftAt = clock.Of(held.LeftAt),
        ForgottenAt = clock.Of(held.LeftAt + state.Config.ResolveHold),
    };
}
