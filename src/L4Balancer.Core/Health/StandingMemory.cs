using System.Collections.Immutable;

namespace L4Balancer.Core.Health;

/// <summary>What is remembered of a backend's earlier standings.</summary>
public sealed record StandingMemory
{
    private const int Causes = (int)StandingCause.Slow + 1;

    /// <summary>Of a backend that was never in anything but good standing.</summary>
    public static StandingMemory None { get; } = new();

    /// <summary>How often it was suspected or ejected, by <see cref="StandingCause"/>; what is missing is 0.</summary>
    public ImmutableArray<long> Counts
    {
        get;
        init => field = [.. (value.IsDefault ? [] : value).Concat(new long[Causes]).Take(Causes)];
    } = [.. new long[Causes]];

    /// <summary>Ejections of which each began before the one before it was forgotten.</summary>
    public int EjectionsInRow { get; init; }

    /// <summary>When the latest ejection ends or ended.</summary>
    public TimeSpan ReturnedAt { get; init; }

    /// <summary>Suspicions in a row that turned out to be wrong.</summary>
    public int WrongSuspicions { get; init; }

    /// <summary>When the latest of them was found to be wrong.</summary>
    public TimeSpan WrongAt { get; init; }

    /// <summary>Intervals in a row in which it was much slower than the others.</summary>
    public int SlowIntervals { get; init; }

    /// <summary>How often it was suspected or ejected for this cause.</summary>
    public long CountOf(StandingCause cause) => Counts[(int)cause];

    /// <summary>It is suspected or ejected for this cause.</summary>
    public StandingMemory Counting(StandingCause cause) =>
        this with { Counts = Counts.SetItem((int)cause, Counts[(int)cause] + 1) };

    /// <summary>It was suspected or ejected in another process, so often for each cause.</summary>
    public StandingMemory Adding(IReadOnlyList<long> counts) =>
        this with { Counts = [.. Counts.Zip(counts, (own, more) => own + more)] };

    /// <summary>
    /// The number of the ejection that would begin now, in its row: 1, or one more than the last one unless it has been
    /// good since then for as long as the longest ejection.
    /// </summary>
    public int NextEjection(TimeSpan now, TimeSpan longest) =>
        EjectionsInRow > 0 && now - ReturnedAt < longest ? EjectionsInRow + 1 : 1;

    /// <summary>
    /// The multiple of the usual evidence that a suspicion needs now: each wrong one doubles it, up to
    /// <see cref="Limits.PatienceMax"/>, until <see cref="Limits.WrongSuspicionMemory"/> after the last.
    /// </summary>
    public int PatienceAt(TimeSpan now) =>
        WrongSuspicions == 0 || now - WrongAt >= Limits.WrongSuspicionMemory
            ? 1
            : Math.Min(Limits.PatienceMax, 1 << Math.Min(WrongSuspicions, 16));

    /// <summary>The latest suspicion was wrong.</summary>
    public StandingMemory AfterWrong(TimeSpan now) => this with
    {
        WrongSuspicions = PatienceAt(now) == 1 ? 1 : WrongSuspicions + 1,
        WrongAt = now,
    };
}
