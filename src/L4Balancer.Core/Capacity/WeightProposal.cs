using L4Balancer.Core.Config;

namespace L4Balancer.Core.Capacity;

/// <summary>Weights that would even out the response times.</summary>
/// <param name="Text">What to do, or why nothing is proposed.</param>
/// <param name="Proposed">The backends in use, in the order of the config; empty without a proposal.</param>
public sealed record WeightProposal(string Text, IReadOnlyList<ProposedWeight> Proposed);

/// <param name="Weight">The present one.</param>
/// <param name="Proposed">1 to <see cref="Limits.WeightMax"/>.</param>
public sealed record ProposedWeight(string Address, int Weight, int Proposed);

/// <summary>Makes proposals: one step towards equal response times, never more than half or double a weight.</summary>
internal static class Proposals
{
    /// <summary>Fewer answers in the window say too little of a backend.</summary>
    private const int AnswersMin = 200;

    /// <summary>Times within this factor of the median are left as they are.</summary>
    private const double Even = 1.3;

    private const double StepMax = 2;

    /// <summary>The mean of proposed weights if the present ones are small, so that a share can be expressed.</summary>
    private const double MeanMin = 10;

    public static WeightProposal Of(PoolLoad pool, LoadShares shares)
    {
        if (WhyNot(pool, shares.Used) is { } reason) return new WeightProposal($"no proposal: {reason}", []);
        var median = Bottlenecks.Median([.. shares.Used.Select(b => b.Response!.Value)]);
        double[] steps = [.. shares.Used.Select(b => Math.Clamp(median / b.Response!.Value, 1 / StepMax, StepMax))];
        if (steps.All(step => step is > 1 / Even and < Even))
        {
            return new WeightProposal(
                $"no proposal: all response times are within {Words.Times(Even)} of the median", []);
        }

        return new WeightProposal(
            "one step towards equal response times; apply it, wait for a few minutes and look again",
            Scaled(shares.Used, steps));
    }

    private static string? WhyNot(PoolLoad pool, IReadOnlyList<BackendLoad> used)
    {
        if (pool.Policy == PolicyKind.First) return "the policy first ignores weights";
        if (pool.Policy is PolicyKind.Fastest or PolicyKind.Adaptive)
            return "the policy already follows response times";
        if (pool.WeighBy != WeighBy.None) return "weigh-by already changes the weights";
        if (used.Count < 2) return "there are no two backends in use to compare";
        if (used.FirstOrDefault(b => b.WeightInForce < b.Weight - 0.005) is { } starting)
            return $"{starting.Address} does not have its full weight yet";
        return used.FirstOrDefault(b => b.Answers < AnswersMin || b.Response is not > 0) is { } quiet
            ? $"too few answers of {quiet.Address} ({quiet.Answers} in the window, {AnswersMin} are needed)"
            : null;
    }

    /// <summary>The mean stays as it is, or becomes <see cref="MeanMin"/>.</summary>
    private static ProposedWeight[] Scaled(IReadOnlyList<BackendLoad> used, double[] steps)
    {
        double[] wanted = [.. used.Select((b, i) => b.Weight * steps[i])];
        var mean = Math.Max(MeanMin, used.Average(b => b.Weight));
        var scale = Math.Min(mean / wanted.Average(), Limits.WeightMax / wanted.Max());
        return
        [
            .. used.Select((b, i) => new ProposedWeight(
                b.Address, b.Weight, Math.Clamp((int)Math.Round(wanted[i] * scale), 1, Limits.WeightMax))),
        ];
    }
}
