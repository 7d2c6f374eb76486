using L4Balancer.Core.Config;

namespace L4Balancer.Core.Capacity;

/// <summary>Where the sessions of failed backends go.</summary>
/// <param name="Sessions">Of each backend then, its own included.</param>
/// <param name="Unplaced">Sessions that find the pool or every backend full.</param>
internal sealed record Placement(double[] Sessions, int Unplaced)
{
    /// <param name="lost">Sessions that want another backend.</param>
    /// <param name="backends">Those that serve then.</param>
    public static Placement Of(int lost, BackendLoad[] backends, PoolLoad pool)
    {
        double[] sessions = [.. backends.Select(b => (double)b.Sessions)];

        // A limit that was lowered has less room than sessions were lost.
        var room = pool.MaxConnections == 0 ? lost : Math.Clamp(pool.MaxConnections - (pool.Sessions - lost), 0, lost);
        double left = room;

        // Every turn places all, or fills at least one backend.
        for (var turn = 0; left > 0.5 && turn <= backends.Length; turn++)
        {
            int[] open = [.. Enumerable.Range(0, backends.Length).Where(i => RoomOf(i) > 0)];
            if (open.Length == 0) break;
            if (pool.Policy == PolicyKind.First) open = open[..1]; // Filled before the next.
            var (wanted, weights) = (left, open.Sum(i => backends[i].WeightInForce));
            foreach (var i in open)
            {
                var taken = Math.Min(RoomOf(i), wanted * backends[i].WeightInForce / weights);
                sessions[i] += taken;
                left -= taken;
            }
        }

        return new Placement(sessions, (int)Math.Round(Math.Max(0, left) + lost - room));

        double RoomOf(int i) => backends[i].MaxConnections == 0
            ? double.PositiveInfinity
            : Math.Max(0, backends[i].MaxConnections - sessions[i]);
    }
}
