using System.Collections.Immutable;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting.Operations;

namespace L4Balancer.Hosting;

/// <summary>
/// What a process knows besides its sessions, and what its successor goes on with: counters, which never go back, and
/// what its parts remember. It is sent with the state, and what has been added since at the very end.
/// </summary>
internal sealed class ProcessMemory(OperationsParts parts, BalancerOperations operations)
{
    private const string Sources = "sources";
    private const string Work = "background";

    private Totals _sent = Handover.Totals.None;
    private long _sentId; // Of the last event that was sent.
    private bool _isComplete; // Everything is known that the predecessor did.

    /// <summary>Adds what is known now to the first message.</summary>
    public StateMessage WriteTo(StateMessage state)
    {
        var counters = Handover.Totals.Of(Owners);

        // They are in the memory of the control side already.
        _sent = new Totals(counters.Owners.Concat(TalliesIn(state.Memory!).Owners).ToDictionary());
        return state with
        {
            Counters = counters,
            Values = Handover.Totals.ValuesOf(Owners),
            Resets = parts.Balancer.Resets.States,
        };
    }

    /// <summary>What is remembered now, besides.</summary>
    public IReadOnlyList<MemoryPart> Parts() =>
        [JournalSince(0, out _sentId), new(MemoryParts.History, operations.History.Save())];

    /// <summary>What is remembered and changes quickly; just before the sessions stop.</summary>
    public IEnumerable<MemoryPart> QuickParts() =>
        from part in Rates.Save(Now)
        where part.Bytes.Length <= Limits.HandoverBytesMax
        select new MemoryPart(part.Name, part.Bytes);

    /// <summary>What has been counted since; when nothing changes any more.</summary>
    public TotalsMessage Totals()
    {
        var tallies = TalliesIn(BalancerMemory.Of(parts.Balancer.State));
        var counters = Handover.Totals.Of(Owners).Owners.Concat(tallies.Owners).ToDictionary();
        return new TotalsMessage { Counters = new Totals(counters).Since(_sent) };
    }

    /// <summary>What is to be remembered besides, since then.</summary>
    public IReadOnlyList<MemoryPart> LastParts() =>
        [JournalSince(_sentId, out _), new(MemoryParts.History, operations.History.Save())];

    /// <summary>Goes on with what the predecessor knew.</summary>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public void Restore(StateMessage state)
    {
        if (state.Counters is { } counters) Add(counters);
        state.Values?.SetTo(Owners);
    }

    /// <summary>Goes on with what the predecessor was doing, once its sessions are here.</summary>
    public void Resume(StateMessage state)
    {
        foreach (var reset in state.Resets.Where(reset => reset.Rate > 0)) parts.Balancer.Resets.Begin(reset);
    }

    /// <summary>Remembers what the predecessor did.</summary>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public void Restore(MemoryPart part) =>
        new MemoryParts(parts.Journal.Journal, operations.History, Rates).Restore(part, Now);

    /// <summary>The same, with what came at the end.</summary>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public async Task RestoreAsync(TotalsMessage last)
    {
        Add(last.Counters);
        var tallies = (from pool in parts.Balancer.State.Pools
                       from backend in pool.Backends
                       select new BackendTallies(pool.Config.Name, backend.Address)).ToImmutableArray();
        last.Counters.AddTo(tallies.Select(OwnerOf));
        await parts.Balancer.ApplyAsync(new TalliesGrown(tallies));
        _isComplete = true;
    }

    /// <summary>The predecessor has ended: whatever it has not sent is lost.</summary>
    public void Settle()
    {
        Rates.Settle();
        parts.Journal.Journal.Release(_isComplete ? 0 : Limits.JournalLength);
    }

    /// <summary>Its numbers continue even if its events are too long for a message.</summary>
    private MemoryPart JournalSince(long id, out long lastId)
    {
        var saved = parts.Journal.Journal.Save(id, out lastId);
        if (saved.Length > Limits.HandoverBytesMax) saved = parts.Journal.Journal.Save(lastId, out lastId);
        return new MemoryPart(MemoryParts.Journal, saved);
    }

    private RateMemory Rates => ((IEngineHandover)parts.Balancer.Engine).RateMemory;

    /// <summary>By the clock that both processes have.</summary>
    private TimeSpan Now => parts.Time.GetElapsedTime(0);

    private void Add(Totals more)
    {
        // They have counters only once they are needed.
        if (more.Owners.ContainsKey(Sources)) _ = parts.Balancer.Engine.Arrivals.Sources;
        if (more.Owners.TryGetValue(Work, out var faults))
            parts.Balancer.Background.Expect(faults.Keys.Take(Limits.BackgroundNamesMax));
        more.AddTo(Owners);
    }

    /// <summary>A name means the same in every version.</summary>
    private IEnumerable<KeyValuePair<string, ICounters>> Owners
    {
        get
        {
            var balancer = parts.Balancer;
            yield return new("sessions", balancer.Engine.Counters);
            yield return new("control", balancer.ControlCounters);
            yield return new("admin", operations.Counters);
            yield return new(Work, balancer.Background);
            if (balancer.Engine.Arrivals.KnownSources is { } sources) yield return new(Sources, sources);
            if (parts.AccessLog is { } log) yield return new("access-log", log);
            if (parts.Collector?.Counters is { } traces) yield return new("traces", traces);
            foreach (var listener in balancer.Engine.Listeners) yield return new($"listener/{listener.Name}", listener);
            foreach (var (hook, counters) in parts.Hooks?.Counters ?? []) yield return new($"hook/{hook}", counters);
            foreach (var pool in balancer.Table.Pools.Values.SelectMany(OwnersOf)) yield return pool;
        }
    }

    private static Totals TalliesIn(BalancerMemory memory) =>
        Handover.Totals.Of(BackendTallies.Of(memory).Select(OwnerOf));

    private static KeyValuePair<string, ICounters> OwnerOf(BackendTallies tallies) =>
        new($"tallies/{tallies.Pool}/{tallies.Address}", tallies);

    private static IEnumerable<KeyValuePair<string, ICounters>> OwnersOf(PoolView pool)
    {
        var name = pool.Terms.Name;
        yield return new($"pool/{name}", pool.Counters);
        foreach (var (address, counters) in pool.AllCounters) yield return new($"backend/{name}/{address}", counters);
    }
}
