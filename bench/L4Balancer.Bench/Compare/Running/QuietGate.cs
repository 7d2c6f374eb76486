using L4Balancer.Bench.Compare.Machine;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>Lets a round begin when nobody else eats the cores.</summary>
internal sealed class QuietGate(MachineWatch watch, bool isForced, TextWriter progress)
{
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    /// <returns>Whether the machine was quiet; it need not be when measuring is forced.</returns>
    /// <exception cref="CompareException">Others kept the machine busy; it names them.</exception>
    public async Task<bool> PassAsync(CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; ; waited += LookTime)
        {
            var use = await watch.DuringAsync(LookTime, stop);
            var verdict = QuietRule.Judge(use.ForeignShare, waited, isForced);
            if (verdict == QuietVerdict.Refuse) throw new CompareException(QuietRule.Describe(use));
            if (verdict == QuietVerdict.Measure) return use.ForeignShare <= QuietRule.ShareBefore;
            if (waited == TimeSpan.Zero) await progress.WriteLineAsync("waiting: others use the machine");
        }
    }
}
