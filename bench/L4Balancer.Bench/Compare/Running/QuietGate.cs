using L4Balancer.Bench.Compare.Machine;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>Delays a round until the machine is quiet.</summary>
internal sealed class QuietGate(MachineWatch watch, bool isForced, TextWriter progress)
{
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    /// <returns>Whether the machine was quiet; with --force it need not be.</returns>
    /// <exception cref="CompareException">The machine stayed busy; the message lists the processes.</exception>
    public async Task<bool> PassAsync(CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; ; waited += LookTime)
        {
            var use = await watch.DuringAsync(LookTime, stop);
            var verdict = QuietRule.Judge(use.ForeignShare, waited, isForced);
            if (verdict == QuietVerdict.Refuse) throw new CompareException(QuietRule.Describe(use));
            if (verdict == QuietVerdict.Measure) return use.ForeignShare <= QuietRule.ShareBefore;
            if (waited == TimeSpan.Zero) await progress.WriteLineAsync("waiting: the machine is busy");
        }
    }
}
