using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;

namespace L4Balancer.Hosting.Operations;

/// <summary>What an operator's wish names.</summary>
/// <param name="Pool">Null when it names none.</param>
/// <param name="Backend">Null when it is about the pool, or about an entry.</param>
/// <param name="Entry">An entry that is to be there already.</param>
internal readonly record struct Wish(string? Pool, NetAddress? Backend, BackendAddress? Entry)
{
    public static Wish Of(ControlEvent wish) => wish switch
    {
        IntentWanted w => new Wish(w.Pool, w.Address, null),
        WeightWanted w => new Wish(w.Pool, w.Address, null),
        SessionResetWanted w => new Wish(w.Pool, w.Address, null),
        BackendRemoveWanted w => new Wish(w.Pool, null, w.Address),
        BackendAddWanted w => new Wish(w.Pool, null, null),
        TierWanted w => new Wish(w.Pool, null, null),
        FailoverWanted w => new Wish(w.Pool, null, null),
        FailbackWanted w => new Wish(w.Pool, null, null),
        _ => default,
    };

    /// <summary>Null when all that it names is there.</summary>
    public string? WhatIsMissing(BalancerState state)
    {
        if (Pool is null) return null;
        if (state.FindPool(Pool) is not { } pool) return $"there is no pool {Shown.Quoted(Pool)}";
        if (Backend is { } backend && pool.IndexOf(backend) < 0 && !pool.Held.ContainsKey(backend))
            return $"the pool {Shown.Quoted(Pool)} has no backend {backend}";
        return Entry is { } entry && !pool.Config.Backends.Any(b => b.Address == entry)
            ? $"the pool {Shown.Quoted(Pool)} has no entry {entry}"
            : null;
    }
}
