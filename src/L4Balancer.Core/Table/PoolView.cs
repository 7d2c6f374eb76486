using System.Collections.Frozen;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Table;

/// <summary>A pool in the table: the backends of the tier in use and the policy built from them.</summary>
public sealed class PoolView(
    PoolConfig config, int activeTier, BackendSet set, Policy policy, PoolCounters counters,
    FrozenDictionary<NetAddress, BackendCounters> allCounters)
{
    private readonly int _limit = config.MaxConnections;

    public PoolConfig Config { get; } = config;

    /// <summary>The tier in use.</summary>
    public int ActiveTier { get; } = activeTier;

    public BackendSet Set { get; } = set;

    public Policy Policy { get; } = policy;

    public PoolCounters Counters { get; } = counters;

    /// <summary>The part of the pool that a session keeps.</summary>
    public PoolTerms Terms { get; } = PoolTerms.Of(config, counters);

    /// <summary>The counters of all its backends, including those of other tiers.</summary>
    public FrozenDictionary<NetAddress, BackendCounters> AllCounters { get; } = allCounters;

    /// <summary>How many further backends a session may try after a failed connect.</summary>
    public int Retries { get; } =
        config.Retries ?? Math.Clamp(set.Eligible.Length + set.Suspects.Length - 1, 0, Limits.DefaultRetriesMax);

    /// <summary>
    /// Picks a backend and takes a place on it and in the pool, which <see cref="Release"/> frees. Every backend
    /// returned is excluded from further picks with the same <paramref name="context"/>, so a retry is simply another
    /// call. At most <see cref="Limits.RetriesMax"/> + 1 calls.
    /// </summary>
    public PickResult TryPick(ref PickContext context, out BackendView? backend)
    {
        if (_limit == 0) Counters.Acquire();
        else if (Counters.Held < _limit) Counters.BeginPick();
        else
        {
            backend = null;
            return IsAnyInUse ? PickResult.AllFull : PickResult.NoneEligible;
        }

        // The pool counts first: a load bound must see every session that a backend may already hold.
        var result = TryPickBackend(ref context, out backend);
        if (result != PickResult.Picked)
        {
            if (_limit == 0) Counters.Release();
            else Counters.EndPick();
            return result;
        }

        if (_limit == 0 || Counters.TryKeep(_limit)) return result;
        Counters.EndPick();
        Undo(backend!);
        context.Readmit();
        backend = null;
        return PickResult.AllFull;
    }

    private PickResult TryPickBackend(ref PickContext context, out BackendView? backend)
    {
        if (TryTakeSuspect(ref context, isLast: false, out backend)) return PickResult.Picked;
        for (var race = 0; race <= Limits.LostRacesMax; race++)
        {
            context.LoadLimit = int.MaxValue;
            var index = Policy.Pick(ref context);
            if (index == Policy.None) break;
            var limit = Math.Min(Set.Slots[index].Limit, context.LoadLimit);
            if (TryTake(index, limit, ref context, out backend)) return PickResult.Picked;
        }

        return TryTakeSuspect(ref context, isLast: true, out backend) ? PickResult.Picked : WhyNone(context);
    }

    /// <summary>
    /// Takes a place on a backend that no policy picked, even if it is full or does not serve: the caller wants this
    /// one. <see cref="Release"/> frees it.
    /// </summary>
    public BackendView Take(NetAddress address, BackendCounters counters)
    {
        Counters.Acquire();
        counters.TryAcquire(int.MaxValue);
        if (Set.PendingLimit != 0) counters.TryBeginConnect(int.MaxValue);
        return Array.Find(Set.All, b => b.Address.Equals(address) && b.Counters == counters)
            ?? new BackendView(address, 0, BackendView.WeightUnit, BackendView.WeightUnit, int.MaxValue, counters);
    }

    /// <summary>
    /// The connect to a picked backend is over, whatever came of it: called once for every pick, before
    /// <see cref="Release"/> if it failed. Costs a branch in pools without a limit for connects in flight.
    /// </summary>
    public void EndConnect(BackendView backend)
    {
        if (Set.PendingLimit == 0) return;
        backend.Counters.EndConnect();
        Counters.Line.WakeNext();
    }

    /// <summary>Releases the place of a pick.</summary>
    public void Release(BackendView backend) => Counters.Release(backend.Counters);

    private bool TryTake(int index, int limit, ref PickContext context, out BackendView? backend)
    {
        ref readonly var candidate = ref Set.Slots[index];
        backend = candidate.View;
        var taken = candidate.Counters;
        if (Set.PendingLimit != 0 && !taken.TryBeginConnect(Set.PendingLimit)) return false;
        if (!taken.TryAcquire(limit))
        {
            if (Set.PendingLimit != 0) EndConnect(candidate.View);
            return false;
        }

        context.Exclude(index);
        return true;
    }

    /// <summary>
    /// The last place in the pool went to another session meanwhile. Somebody may have found the backend full because
    /// of this pick, so the next one in line is woken.
    /// </summary>
    private void Undo(BackendView backend)
    {
        if (Set.PendingLimit != 0) backend.Counters.EndConnect();
        backend.Counters.Release();
        Counters.Line.WakeNext();
    }

    /// <summary>
    /// Takes a suspected backend: its trial that is due, or as the last resort of a session that no other can take.
    /// </summary>
    private bool TryTakeSuspect(ref PickContext context, bool isLast, out BackendView? backend)
    {
        foreach (var index in Set.Suspects)
        {
            // As a policy does before it names one: a place that is taken and given back at once wakes somebody.
            var suspect = Set.All[index];
            if (context.IsExcluded(index) || !suspect.HasRoom || Set.IsCrowded(index)) continue;
            if (!isLast && !suspect.Counters.Signals.TryBeginTrial(context.Now)) continue;
            if (TryTake(index, suspect.MaxConnections, ref context, out backend)) return true;
        }

        backend = null;
        return false;
    }

    private bool IsAnyInUse => Set.Eligible.Length + Set.Suspects.Length > 0;

    private PickResult WhyNone(in PickContext context)
    {
        if (!IsAnyInUse) return PickResult.NoneEligible;
        var result = PickResult.AllTried;
        if (IsAnyLeft(Set.Eligible, in context, ref result)) return result;
        IsAnyLeft(Set.Suspects, in context, ref result);
        return result;
    }

    /// <summary>Whether one has room and is only crowded: then its state is final.</summary>
    private bool IsAnyLeft(int[] indexes, in PickContext context, ref PickResult result)
    {
        foreach (var index in indexes)
        {
            if (context.IsExcluded(index)) continue;
            result = PickResult.AllFull;
            if (!Set.IsCrowded(index) || !Set.All[index].HasRoom) continue;
            result = PickResult.AllConnecting;
            return true;
        }

        return false;
    }
}

/// <summary>The result of a pick.</summary>
public enum PickResult
{
    Picked,

    /// <summary>Every backend is down, drained or in a tier that is not in use.</summary>
    NoneEligible,

    /// <summary>Every backend in use that was not tried has reached its limit.</summary>
    AllFull,

    /// <summary>
    /// As <see cref="AllFull"/>, but one has room as soon as a connect to it is no longer in flight.
    /// </summary>
    AllConnecting,

    /// <summary>This session tried every backend in use, suspected ones included.</summary>
    AllTried,
}
