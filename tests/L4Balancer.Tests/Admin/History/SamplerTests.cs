using L4Balancer.Admin.History;
using L4Balancer.Core;
using L4Balancer.Tests.Admin.Metrics;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.History;

/// <summary>The task that takes a snapshot for all who watch.</summary>
internal sealed class SamplerTests
{
    [Test]
    public async Task After_a_bug_it_takes_snapshots_again()
    {
        var time = new ManualTime();
        var (faults, operations) = (new FaultLog(time), new SampleOperations(SampleSnapshot.Create()));
        operations.Fault = new InvalidOperationException("a bug");
        await using var sampler = new Sampler(operations, faults.Work, time);
        sampler.Start();
        await faults.SawAsync("sampler");
        await Eventually.HoldsAsync(() => time.UntilNext == Limits.RestartPauseMin, () => "it pauses");
        time.Advance(Limits.RestartPauseMin);
        await Eventually.HoldsAsync(() => operations.Snapshots == 2, () => "the next snapshot");
    }
}
