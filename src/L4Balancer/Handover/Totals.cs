using L4Balancer.Core;

namespace L4Balancer.Handover;

/// <summary>
/// Counters of a process: by their owner (<c>listener/redis</c>), and by their name within it. Zeros are left out.
/// </summary>
internal sealed record Totals(IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Owners)
{
    /// <summary>Far more than anything counts to; sums do not overflow.</summary>
    private const long Most = long.MaxValue / 4;

    public static Totals None { get; } = new(new Dictionary<string, IReadOnlyDictionary<string, long>>());

    /// <summary>The counters of these owners now.</summary>
    public static Totals Of(IEnumerable<KeyValuePair<string, ICounters>> owners) =>
        Read(owners, (counters, visit) => counters.VisitCounters(visit));

    /// <summary>Their other values.</summary>
    public static Totals ValuesOf(IEnumerable<KeyValuePair<string, ICounters>> owners) =>
        Read(owners, (counters, visit) => counters.VisitValues(visit));

    /// <summary>What has been added since.</summary>
    public Totals Since(Totals earlier)
    {
        var added = new Dictionary<string, IReadOnlyDictionary<string, long>>();
        foreach (var (owner, values) in Owners)
        {
            var before = earlier.Owners.GetValueOrDefault(owner);
            var more = values.Select(v => KeyValuePair.Create(v.Key, v.Value - (before?.GetValueOrDefault(v.Key) ?? 0)))
                .Where(v => v.Value > 0).ToDictionary();
            if (more.Count > 0) added.Add(owner, more);
        }

        return new Totals(added);
    }

    /// <summary>Adds them to the counters of these owners. Those that are not among them are lost.</summary>
    /// <exception cref="HandoverException">A counter makes no sense; nothing was added.</exception>
    public void AddTo(IEnumerable<KeyValuePair<string, ICounters>> owners)
    {
        if (Owners.Values.SelectMany(values => values.Values).Any(value => value is < 0 or > Most))
            throw new HandoverException("a counter makes no sense");
        foreach (var (owner, counters) in owners)
        {
            if (!Owners.TryGetValue(owner, out var values)) continue;
            counters.VisitCounters((string name, ref long counter) =>
            {
                if (values.TryGetValue(name, out var value)) Interlocked.Add(ref counter, value);
            });
        }
    }

    /// <summary>Puts them in place of the other values of these owners.</summary>
    public void SetTo(IEnumerable<KeyValuePair<string, ICounters>> owners)
    {
        foreach (var (owner, counters) in owners)
        {
            if (!Owners.TryGetValue(owner, out var values)) continue;
            counters.VisitValues((string name, ref long value) =>
            {
                if (values.TryGetValue(name, out var given)) Volatile.Write(ref value, given);
            });
        }
    }

    private static Totals Read(
        IEnumerable<KeyValuePair<string, ICounters>> owners, Action<ICounters, CounterVisit> visitAll)
    {
        var read = new Dictionary<string, IReadOnlyDictionary<string, long>>();
        foreach (var (owner, counters) in owners)
        {
            var values = new Dictionary<string, long>();
            visitAll(counters, (string name, ref long counter) =>
            {
                if (Volatile.Read(ref counter) is var value and not 0) values.Add(name, value);
            });
            if (values.Count > 0) read[owner] = values;
        }

        return new Totals(read);
    }
}
