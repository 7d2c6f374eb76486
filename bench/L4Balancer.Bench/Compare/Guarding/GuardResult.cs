using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Guarding;

/// <summary>The result of a trial.</summary>
/// <param name="Interval">Of the ratio; null when too many rounds failed.</param>
internal sealed record GuardResult(
    GuardLine Line, GuardVerdict Verdict, MedianInterval? Interval, int Pairs, TimeSpan Time)
{
    /// <summary>The guard fails only if the ratio is known to be above the limit, or could not be measured.</summary>
    public bool IsRefused => Verdict is GuardVerdict.Above or GuardVerdict.NotMeasured;

    /// <summary>The result as one line of text.</summary>
    public string Text
    {
        get
        {
            var who = $"{Line.Workload.Name}: {Line.Guarded.Name} against {Line.Reference.Name}";
            if (Interval is not { } ratio) return $"{who}: FAILED, too many rounds failed";
            var unit = Line.Workload.Unit == WorkUnit.Byte ? "GB" : "request";
            var level = 1 - 2 * GuardTrial.Risk;
            return $"{who}: {ratio.Median:0.00} of the CPU per {unit} ({level:P0} interval {ratio.Lower:0.00} to "
                + $"{ratio.Upper:0.00}, {Pairs} pairs of rounds, {Time.TotalSeconds:0} s), allowed is "
                + $"{Line.RatioMax:0.00}: {Words}";
        }
    }

    private string Words => Verdict switch
    {
        GuardVerdict.Below => "passed",
        GuardVerdict.NotAbove => "passed (inconclusive)",
        GuardVerdict.Above => "FAILED",
        _ => "FAILED, too many rounds failed",
    };
}
