using System.Collections.Immutable;

namespace L4Balancer.Core.Control;

/// <summary>A backend that left the answers for its host name, in its state at that time.</summary>
/// <param name="LeftAt">When it left.</param>
public sealed record HeldBackend(BackendState Backend, TimeSpan LeftAt);

/// <summary>
/// A resolver whose answers are changing subsets must not undo what an operator or the probes said about an address:
/// its state is held for a while. It gets no sessions meanwhile, because the address may now belong to another machine.
/// </summary>
internal static class HeldBackends
{
    /// <summary>Held backends whose hold time has not passed and whose entry is still in the pool.</summary>
    public static Dictionary<NetAddress, HeldBackend> StillHeld(PoolState pool, TimeSpan hold, TimeSpan now)
    {
        if (pool.Held.IsEmpty) return [];
        var entries = pool.Config.Backends.Select(entry => entry.Address).ToHashSet();
        return pool.Held
            .Where(held => now - held.Value.LeftAt < hold && entries.Contains(held.Value.Backend.Config.Address))
            .ToDictionary();
    }

    /// <summary>
    /// Holds backends that just left, provided only the answer dropped them. A drain that was ending a backend's
    /// sessions stops, and starts again when the backend comes back.
    /// </summary>
    public static ImmutableDictionary<NetAddress, HeldBackend> Add(
        Dictionary<NetAddress, HeldBackend> held, PoolState pool, IEnumerable<BackendState> gone, TimeSpan hold,
        TimeSpan now)
    {
        if (hold > TimeSpan.Zero)
        {
            var entries = pool.Config.Backends.Select(entry => entry.Address).ToHashSet();
            foreach (var backend in gone)
            {
                if (backend.Config.Address.HostName is null || !entries.Contains(backend.Config.Address)) continue;
                var drain = backend.Drain is { } plan ? plan with { HasBegun = false } : null;
                held[backend.Address] = new HeldBackend(backend with { Drain = drain }, now);
            }
        }

        if (held.Count <= Limits.HeldBackendsMax) return held.ToImmutableDictionary();
        return held.OrderByDescending(each => each.Value.LeftAt).Take(Limits.HeldBackendsMax).ToImmutableDictionary();
    }
}
