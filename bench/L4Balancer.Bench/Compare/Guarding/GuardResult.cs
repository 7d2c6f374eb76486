using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Guarding;

/// <summary>What a trial of a line has shown.</summary>
/// <param name="Interval">Of the ratio; null when too many rounds failed.</param>
internal sealed record GuardResult(
    GuardLine Line, GuardVerdict Verdict, MedianInterval? Interval, int Pairs, TimeSpan Time)
{
    /// <summary>The guard refuses only what it knows to be above the line, and what it could not measure.</summary>
    public bool IsRefused => Verdict is GuardVerdict.Above or GuardVerdict.NotMeasured;

    /// <summary>A line for a reader.</summary>
    public string Text
    {
        get
        {
            var who = $"{Line.Workload.Name}: {Line.Guarded.Name} against {Line.Reference.Name}";
            if (Interval is not { } ratio) return $"{who}: REFUSED, too many rounds failed";
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
        GuardVerdict.NotAbove => "passed, for nothing shows that it is above",
        GuardVerdict.Above => "REFUSED",
        _ => "REFUSED, too many rounds failed",
    };
}
