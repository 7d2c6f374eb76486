using L4Balancer.Bench.Drill.Faults;
using L4Balancer.Bench.Drill.Sessions;

namespace L4Balancer.Bench.Drill.Results;

/// <summary>What a fault did to the clients of a balancer. Times in seconds unless they say otherwise.</summary>
internal sealed record DrillCell
{
    public required string Fault { get; init; }

    public required string Balancer { get; init; }

    public required int Sessions { get; init; }

    public required int Errors { get; init; }

    /// <summary>Errors by kind.</summary>
    public required IReadOnlyDictionary<string, int> ErrorKinds { get; init; }

    /// <summary>Sessions that took longer than 100 ms, with an answer or without.</summary>
    public required int Slow { get; init; }

    public required double P99Milliseconds { get; init; }

    public required double WorstMilliseconds { get; init; }

    /// <summary>
    /// From the begin of the fault to the last session of its time that was harmed: from then on the balancer kept its
    /// clients away from the server. Null if none was harmed.
    /// </summary>
    public required double? Detection { get; init; }

    /// <summary>The share of the server in the answers of the second half of the fault.</summary>
    public required double ShareInFault { get; init; }

    /// <summary>From the end of the fault to the first session that the server had; null if there was none.</summary>
    public required double? UsedAgain { get; init; }

    /// <param name="sessions">In their order; at least one.</param>
    /// <param name="server">The port of the server with the fault.</param>
    public static DrillCell Of(
        string fault, string balancer, IReadOnlyList<DrillSession> sessions, int server, FaultTimes times)
    {
        var sorted = sessions.Select(s => s.Took).Order().ToArray();
        var harmed = sessions.Where(s => s.IsHarmed && s.Due >= times.Begin && s.Due < times.End).ToArray();
        var late = sessions.Where(s => !s.HasFailed && s.Due >= times.Middle && s.Due + s.Took < times.End).ToArray();
        var again = sessions.FirstOrDefault(s => s.Server == server && s.Due >= times.Over);
        return new DrillCell
        {
            Fault = fault,
            Balancer = balancer,
            Sessions = sessions.Count,
            Errors = sessions.Count(s => s.HasFailed),
            ErrorKinds = sessions.Where(s => s.HasFailed).CountBy(s => s.Error!).ToDictionary(),
            Slow = sessions.Count(s => s.IsSlow),
            P99Milliseconds = sorted[(int)(0.99 * (sorted.Length - 1))].TotalMilliseconds,
            WorstMilliseconds = sorted[^1].TotalMilliseconds,
            Detection = harmed.Length == 0 ? null : (harmed.Max(s => s.Due) - times.Begin).TotalSeconds,
            ShareInFault = late.Length == 0 ? 0 : (double)late.Count(s => s.Server == server) / late.Length,
            UsedAgain = again.Server == 0 ? null : (again.Due - times.Over).TotalSeconds,
        };
    }
}
