using L4Balancer.Bench.Soak.Sides;

namespace L4Balancer.Bench.Soak.Results;

/// <summary>The outcome of a run.</summary>
internal sealed record SoakReport
{
    /// <summary>Faults that are shown.</summary>
    private const int ShownMax = 20;

    public required string Engine { get; init; }

    /// <summary>Sessions that were open all the time.</summary>
    public required int Sessions { get; init; }

    public required int Upgrades { get; init; }

    public required IReadOnlyList<SoakRound> Rounds { get; init; }

    /// <summary>All sessions, the brief ones included.</summary>
    public required int All { get; init; }

    /// <summary>Sessions that ended as they should, with every byte.</summary>
    public required int Kept { get; init; }

    /// <summary>Bytes received, in both directions.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes that did not arrive, or that arrived and were not sent.</summary>
    public required long LostBytes { get; init; }

    /// <summary>The first of those that were not kept.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Every upgrade succeeded, and no session, byte or process is wrong.</summary>
    public bool IsGood => Rounds.Count == Upgrades && Kept == All && LostBytes == 0 && Faults.Count == 0
        && Rounds.All(round => round.Processes == 1);

    public static SoakReport Of(
        SoakOptions options, IReadOnlyList<SoakRound> rounds, IReadOnlyList<StreamResult> clients,
        IReadOnlyList<StreamResult> backends)
    {
        var servers = backends.Where(b => b.Id != 0).ToDictionary(b => b.Id);
        var faults = new List<string>();
        var lost = 0L;
        foreach (var client in clients)
        {
            var server = servers.GetValueOrDefault(client.Id);
            var missing = Math.Abs(client.Sent - (server?.Received ?? 0))
                + Math.Abs((server?.Sent ?? 0) - client.Received);
            lost += missing;
            if (client.Fault.Length > 0 || server is not { Fault: "" } || missing > 0)
                faults.Add($"{client.Kind} {client.Id}: {client} and {server}");
        }

        // A connect that was in flight in a handover is abandoned, and made anew: that connection has no byte.
        faults.AddRange(
            backends.Where(b => b is { Id: 0, Fault.Length: > 0 }).Select(b => $"without a client: {b}"));
        return new SoakReport
        {
            Engine = options.Engine,
            Sessions = options.Sessions,
            Upgrades = options.Upgrades,
            Rounds = rounds,
            All = clients.Count,
            Kept = clients.Count - faults.Count,
            Bytes = clients.Sum(c => c.Received) + backends.Sum(b => b.Received),
            LostBytes = lost,
            Faults = [.. faults.Take(ShownMax)],
        };
    }
}
