using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Reports;

namespace L4Balancer.Bench.Tests.Support;

/// <summary>Short runs of the load generator.</summary>
internal static class LoadRuns
{
    private const int AttemptsMax = 5;

    /// <summary>
    /// Runs until there is something to look at: on a machine that stands still half a second may pass without a
    /// request. Each attempt is twice as long as the one before.
    /// </summary>
    public static async Task<LoadOutcome> RunAsync(LoadOptions options, Func<LoadReport, bool> isEnough)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await LoadRun.RunAsync(options, null, CancellationToken.None);
            if (isEnough(outcome.Report) || attempt == AttemptsMax) return outcome;
            options = options with { Duration = 2 * options.Duration };
        }
    }
}
