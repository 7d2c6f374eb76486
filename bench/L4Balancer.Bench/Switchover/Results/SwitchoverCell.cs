using L4Balancer.Bench.Switchover.Servers;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover.Results;

/// <summary>What a switch-over did to the clients of a balancer. Times in seconds.</summary>
internal sealed record SwitchoverCell
{
    public required string Servers { get; init; }

    public required string Balancer { get; init; }

    /// <summary>From the first command of the switch-over until the new primary was one.</summary>
    public required double Switch { get; init; }

    /// <summary>From then until the first client wrote to the new primary; null if none did.</summary>
    public required double? First { get; init; }

    /// <summary>From then until every client that ever did had written to it; null if none did.</summary>
    public required double? Last { get; init; }

    /// <summary>Clients that never wrote to the new primary.</summary>
    public required int Stranded { get; init; }

    /// <summary>The longest time without an acknowledged write that a client saw across the switch-over.</summary>
    public required double WorstPause { get; init; }

    /// <summary>Writes and logins that failed.</summary>
    public required int Errors { get; init; }

    /// <summary>Errors by kind.</summary>
    public required IReadOnlyDictionary<string, int> ErrorKinds { get; init; }

    public required int Acknowledged { get; init; }

    /// <summary>Acknowledged writes that the new primary does not have.</summary>
    public required int Lost { get; init; }

    /// <summary>Writes sent after the promotion and acknowledged by the old primary.</summary>
    public required int Misdirected { get; init; }

    /// <param name="writes">Client by client.</param>
    /// <param name="written">What the new primary has at the end.</param>
    public static SwitchoverCell Of(
        string servers, string balancer, IReadOnlyList<Write> writes, SwitchoverTimes times, ReplicaPair pair,
        IReadOnlySet<long> written)
    {
        var good = writes.Where(w => w.IsAcknowledged).ToArray();
        var arrivals = good.Where(w => w.Server == pair.Second.Port && w.End >= times.Promoted)
            .GroupBy(w => w.Client).Select(client => client.Min(w => w.End) - times.Promoted).Order().ToArray();
        return new SwitchoverCell
        {
            Servers = servers,
            Balancer = balancer,
            Switch = (times.Promoted - times.Began).TotalSeconds,
            First = arrivals.Length == 0 ? null : arrivals[0].TotalSeconds,
            Last = arrivals.Length == 0 ? null : arrivals[^1].TotalSeconds,
            Stranded = writes.Select(w => w.Client).Distinct().Count() - arrivals.Length,
            WorstPause = writes.GroupBy(w => w.Client).Max(client => WorstPauseOf([.. client])).TotalSeconds,
            Errors = writes.Count - good.Length,
            ErrorKinds = writes.Where(w => !w.IsAcknowledged).CountBy(w => w.Error!).ToDictionary(),
            Acknowledged = good.Length,
            Lost = good.Count(w => !written.Contains(w.Id)),
            Misdirected = good.Count(w => w.Server == pair.First.Port && w.Begin >= times.Promoted),
        };
    }

    private static TimeSpan WorstPauseOf(IReadOnlyList<Write> client)
    {
        var (worst, last) = (TimeSpan.Zero, client[0].Begin);
        foreach (var write in client)
        {
            if (write.End - last > worst) worst = write.End - last;
            if (write.IsAcknowledged) last = write.End;
        }

        return worst;
    }
}
