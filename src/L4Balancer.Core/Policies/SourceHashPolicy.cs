using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Picks by the client's address: the same client gets the same backend, here and on every balancer with the same
/// config, however the backends are ordered in it. Use it where a backend keeps something for its clients (a cache, a
/// login). A backend that goes down moves only its own clients, and gets the same ones back. O(1): one lookup in a
/// table of <see cref="Limits.MaglevTableSize"/> slots.
/// </summary>
/// <remarks>
/// A client whose owner cannot be taken goes to the owner of its next hash, a few times, then to the next backend by
/// address. Clients that the ramp of a backend in slow start has not reached skip it in the same way, so
/// balancers agree again once slow start is over. With a load factor, a backend that holds more than its multiple of
/// the fair share is skipped too (<see cref="LoadBound"/>). The share is that among all eligible backends; only if
/// none has room under that bound, because others are at their <c>max-connections</c> or were tried by this
/// session already, it is that among the remaining ones. So a load factor never refuses a client that a backend could
/// serve.
/// </remarks>
public sealed class SourceHashPolicy : Policy
{
    private readonly BackendSet _set;
    private readonly PoolCounters _counters;
    private readonly RampGate? _gate;
    private readonly LoadBound? _bound;

    /// <param name="loadFactor"><see cref="PoolConfig.LoadFactor"/>.</param>
    /// <param name="previous">The policy that this one replaces; its table is kept if it fits.</param>
    public SourceHashPolicy(BackendSet set, PoolCounters counters, double? loadFactor, SourceHashPolicy? previous)
    {
        (_set, _counters) = (set, counters);
        Slots = previous is not null && previous.Slots.IsOf(set.All) ? previous.Slots : new MaglevTable(set.All);
        _gate = RampGate.Of(set, Slots.Hashes);
        if (loadFactor is { } factor) _bound = new LoadBound(factor, set, counters);
    }

    internal MaglevTable Slots { get; }

    public override int Pick(ref PickContext context)
    {
        if (_set.Eligible.Length == 0) return None;
        var hash = context.ClientHash;
        for (var attempt = 1UL; attempt <= Limits.DrawsMax; attempt++)
        {
            var index = Slots.OwnerOf(hash);
            var isLetIn = _gate is null || _gate.Admits(index, context.ClientHash);
            if (isLetIn && TryPlace(index, _bound?.EligibleWeight ?? 0, ref context)) return index;
            hash = SplitMix64.Mix(context.ClientHash + attempt);
        }

        return Walk(hash, ref context);
    }

    /// <summary>
    /// Walks by address from a position given by the hash. Under a load bound every walk finds room, as long as the
    /// number of sessions does not change; if other threads change it meanwhile, the bounds that were read may be
    /// inconsistent, and the walk is repeated.
    /// </summary>
    private int Walk(ulong hash, ref PickContext context)
    {
        for (var race = 0; race <= Limits.LostRacesMax; race++)
        {
            var sessions = _counters.Active;
            var index = WalkOnce(hash, ref context);
            if (index != None || _bound is null || sessions == _counters.Active) return index;
        }

        return None;
    }

    private int WalkOnce(ulong hash, ref PickContext context)
    {
        var order = Slots.ByAddress;
        var sharingWeight = _bound?.TakeableWeight(in context) ?? 0;
        // A slot released from here on is found by the next walk: a share among no backends is undefined.
        if (_bound is not null && sharingWeight == 0) return None;
        var start = (int)(hash % (ulong)order.Length);
        for (var step = 0; step < order.Length; step++)
        {
            var place = start + step;
            var index = order[place < order.Length ? place : place - order.Length];
            if (TryPlace(index, sharingWeight, ref context)) return index;
        }

        return None;
    }

    private bool TryPlace(int index, long sharingWeight, ref PickContext context)
    {
        if (!_set.CanTake(index, in context)) return false;
        if (_bound is null) return true;
        context.LoadLimit = _bound.CapOf(index, sharingWeight);
        return _set.Slots[index].Counters.Active < context.LoadLimit;
    }
}
