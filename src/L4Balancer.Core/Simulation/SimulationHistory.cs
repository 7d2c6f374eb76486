using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Simulation;

/// <summary>Counts of everything that happened; and the latest events in full, for the report of a failure.</summary>
internal sealed class SimulationHistory
{
    private const int TailLength = 60;
    private readonly Queue<(TimeSpan At, object What)> _tail = new(TailLength);
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);

    public ulong Fingerprint { get; private set; }

    public IReadOnlyDictionary<string, long> Seen => _seen;

    public void Add(TimeSpan at, object what)
    {
        if (_tail.Count == TailLength) _tail.Dequeue();
        _tail.Enqueue((at, what));
        var name = what is Notify notify ? notify.Notice.GetType().Name : what.GetType().Name;
        Count(name);
        Fingerprint = SplitMix64.Mix(Fingerprint ^ (ulong)at.Ticks) + (ulong)name[0] + ((ulong)name.Length << 8);
    }

    public void Count(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;

    public string Tail()
    {
        var text = new StringBuilder();
        foreach (var (at, what) in _tail)
        {
            text.AppendLine($"{at.TotalSeconds,10:F3} {(what is ControlEvent ? "->" : "  ")} {Describe(what)}");
        }

        return text.ToString();
    }

    private static string Describe(object what) => what switch
    {
        Notify notify => notify.Notice.ToString(),
        ConfigAccepted accepted => $"ConfigAccepted\n{string.Join('\n', accepted.Config.Pools.Select(Describe))}",
        ProbesWanted wanted => $"ProbesWanted {string.Join(", ", wanted.Schedules)}",
        NameResolved resolved => $"NameResolved {resolved.HostName} {string.Join(", ", resolved.Addresses)}",
        _ => what.ToString()!,
    };

    private static string Describe(PoolConfig pool) =>
        $"                {pool with { Backends = [] }}: {string.Join("; ", pool.Backends)}";
}
