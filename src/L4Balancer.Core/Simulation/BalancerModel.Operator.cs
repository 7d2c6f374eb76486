using L4Balancer.Core.Config;
using L4Balancer.Core.Control;

namespace L4Balancer.Core.Simulation;

/// <summary>The consequences of an operator's requests: each is carried out as a whole, or refused.</summary>
internal sealed partial class BalancerModel
{
    private void Wish(ControlEvent @event)
    {
        var isDone = @event switch
        {
            TierWanted e => Find(e.Pool)?.TryHold(e.Tier, _now, _expected.Add),
            FailoverWanted e => Find(e.Pool)?.TryFailOver(_now, _expected.Add),
            FailbackWanted e => Find(e.Pool)?.TryFailBack(_now, _expected.Add),
            IntentWanted e => Find(e.Pool)?.FindOrHeld(e.Address, _now) is { } one && TryIntend(one, e),
            SessionResetWanted e => Find(e.Pool)?.FindOrHeld(e.Address, _now) is not null && TryReset(e),
            WeightWanted e => Find(e.Pool)?.Find(e.Address) is { } backend && TryWeigh(backend, e),
            BackendAddWanted e => Find(e.Pool) is { } pool && TryAdd(pool, e.Entry),
            BackendRemoveWanted e => Find(e.Pool) is { } pool && TryRemove(pool, e.Address),
            _ => throw new InvariantException("The model does not know the event."),
        };
        if (isDone is not true) _expected.Add("refused");
    }

    private PoolModel? Find(string pool) => Pools.GetValueOrDefault(pool);

    private bool TryIntend(BackendModel backend, IntentWanted wanted)
    {
        var ends = wanted.Deadline is not null || wanted.Rate is not null;
        if (wanted.Rate < 1 || (ends && wanted.Intent != BackendIntent.Drain)) return false;
        var wasEnding = backend.IsEnding;
        TimeSpan? endsAt = ends ? _now + wanted.Deadline.GetValueOrDefault() : null;
        if (!backend.Intend(wanted.Intent, endsAt, wanted.Rate)) return true;
        if (wasEnding) _expected.Add($"spare {wanted.Pool} {wanted.Address}");
        _expected.Add($"intent {wanted.Pool} {wanted.Address} {wanted.Intent}");
        return true;
    }

    private bool TryReset(SessionResetWanted wanted)
    {
        if (wanted.Rate < 1) return false;
        _expected.Add($"sessions-reset {wanted.Pool} {wanted.Address} {wanted.Rate}");
        _expected.Add($"reset {wanted.Pool} {wanted.Address} OperatorReset {wanted.Rate}");
        return true;
    }

    private bool TryWeigh(BackendModel backend, WeightWanted wanted)
    {
        if (wanted.Weight is < 0 or > 1000) return false;
        var pool = Pools[wanted.Pool];
        var entry = backend.Entry.Address;
        if (pool.Entries.Weigh(entry, wanted.Weight) is not { } weight) return true;
        var weighed = pool.Backends.Where(each => each.Entry.Address == entry);
        _expected.AddRange(weighed.Select(each => $"weight {wanted.Pool} {each.Address} {weight}"));
        Renew(pool, isFirst: false);
        return true;
    }

    private bool TryAdd(PoolModel pool, BackendConfig entry)
    {
        if (entry.Weight is < 0 or > 1000 || entry.Tier is < 0 or > 15) return false;
        var isThere = entry.Address.Fixed is { } address && pool.Find(address) is not null;
        if (isThere && !pool.Entries.IsTakenOut(entry.Address)) return false;
        if (!pool.Entries.TryAdd(entry)) return false;
        Renew(pool, isFirst: false);
        _mustForget = true;
        return true;
    }

    private bool TryRemove(PoolModel pool, BackendAddress address)
    {
        if (!pool.Entries.TryRemove(address)) return false;
        Renew(pool, isFirst: false);
        _mustForget = true;
        return true;
    }
}
