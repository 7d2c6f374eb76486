using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Report;

/// <summary>What came of a scenario with one policy. Times are from the beginning of the simulation.</summary>
public sealed record ScenarioReport
{
    public required Scenario Scenario { get; init; }

    /// <summary>The pool as simulated.</summary>
    public required PoolConfig Pool { get; init; }

    public required ulong Seed { get; init; }

    public required SessionFigures Sessions { get; init; }

    /// <summary>
    /// How long clients waited for an answer, each question counted, those given up included. The first question of a
    /// session counts from its arrival: connects and retries are part of it.
    /// </summary>
    public required WaitFigures Waits { get; init; }

    public required QueueFigures Queue { get; init; }

    /// <summary>In the order of the configuration.</summary>
    public required IReadOnlyList<BackendFigures> Backends { get; init; }

    /// <summary>One for each failure and backend, in the order in which they began.</summary>
    public required IReadOnlyList<FailureFigures> Failures { get; init; }

    public required IReadOnlyList<TimelineColumn> Timeline { get; init; }

    /// <summary>What the balancer reported, in order.</summary>
    public required IReadOnlyList<(TimeSpan At, Notice Notice)> Notices { get; init; }

    /// <summary>
    /// The largest share of the new sessions of its tier that a backend got, as a multiple of what its weight entitles
    /// it to: 1 is perfectly even. A weight of 0 entitles to none.
    /// </summary>
    public double Spread =>
        Backends.Where(b => b.FairShare > 0)
            .Select(b => b.Sessions / Math.Max(1, SessionsOf(b.Tier)) / b.FairShare).DefaultIfEmpty(0).Max();

    private double SessionsOf(int tier) => Backends.Where(b => b.Tier == tier).Sum(b => b.Sessions);
}

/// <summary>Sessions, from the end of the warm-up on.</summary>
/// <param name="RunningAtFirst">Those that had begun before.</param>
/// <param name="Begun">Those that arrived.</param>
/// <param name="Ends">How many ended for each reason; reasons without any are left out. An answered session ends as
/// <see cref="CloseReason.ClientClosed"/>.</param>
/// <param name="Running">Those that had not ended at the end.</param>
/// <param name="Hung">Those that waited longer than <see cref="Scenario.HungAfter"/>, however they ended.</param>
/// <param name="Retries">Connects to another backend after one failed.</param>
public sealed record SessionFigures(
    long RunningAtFirst, long Begun, IReadOnlyDictionary<CloseReason, long> Ends, long Running, long Hung, long Retries)
{
    public long Completed => Ends.GetValueOrDefault(CloseReason.ClientClosed);

    public long Failed => Ends.Values.Sum() - Completed;
}

/// <summary>A distribution of waits; all zero without any.</summary>
public sealed record WaitFigures(
    long Count, TimeSpan Mean, TimeSpan Median, TimeSpan P90, TimeSpan P99, TimeSpan Max);

/// <summary>Waits for a place on a full pool that ended after the warm-up, or had not ended at the end.</summary>
/// <param name="Waits">Each wait, whether it ended with a place or not. A session whose connect failed may wait again.
/// </param>
/// <param name="Most">The most sessions that waited at the same time.</param>
public sealed record QueueFigures(WaitFigures Waits, int Most);

/// <summary>A backend, from the end of the warm-up on.</summary>
/// <param name="Backend">As in the configuration.</param>
/// <param name="Sessions">New sessions that it was picked for, failed connects included.</param>
/// <param name="Share">Of all of them, 0 to 1.</param>
/// <param name="FairShare">The share that its weight entitles it to among its tier.</param>
/// <param name="Utilisation">Mean share of its cores that worked, 0 to 1.</param>
/// <param name="UtilisationMax">The highest of a column of the timeline.</param>
/// <param name="Failed">Sessions that failed at it, or with it as the last one tried.</param>
/// <param name="Hung">Sessions that waited too long for it.</param>
public sealed record BackendFigures(
    string Backend, int Tier, int Weight, long Sessions, double Share, double FairShare, double Utilisation,
    double UtilisationMax, WaitFigures Waits, long Failed, long Hung);

/// <summary>What a failure of one backend led to. Null is: not within the simulated time.</summary>
/// <param name="Ended">When it ended.</param>
/// <param name="Detected">From its beginning until the balancer reported the backend.</param>
/// <param name="Failover">From its beginning until new sessions no longer went to the backend.</param>
/// <param name="Failback">From its end until new sessions went to it again; null also if they always did.</param>
/// <param name="Failed">Sessions that it cost.</param>
/// <param name="Hung">Sessions that waited too long because of it.</param>
public sealed record FailureFigures(
    FailureKind Kind, string Backend, TimeSpan At, TimeSpan? Ended, TimeSpan? Detected, TimeSpan? Failover,
    TimeSpan? Failback, long Failed, long Hung);

/// <summary>An equal part of the simulated time, the warm-up included.</summary>
/// <param name="Backends">In the order of the report.</param>
public sealed record TimelineColumn(
    TimeSpan From, TimeSpan Until, long Begun, long Failed, long Hung, IReadOnlyList<TimelineCell> Backends);

/// <summary>A backend in a column of the timeline.</summary>
/// <param name="Sessions">That hold it at the end of the column.</param>
/// <param name="Utilisation">Share of its cores that worked, 0 to 1.</param>
/// <param name="Answers">Waits that ended in it.</param>
/// <param name="WaitMean">Of those.</param>
/// <param name="WaitMax">Of those.</param>
/// <param name="IsUsed">Whether new sessions could go to it at its end.</param>
public readonly record struct TimelineCell(
    int Sessions, double Utilisation, long Answers, TimeSpan WaitMean, TimeSpan WaitMax, bool IsUsed);
