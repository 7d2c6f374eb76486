using System.Runtime.Versioning;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Native;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>The event loop of the probes itself fails: no backend would be probed again.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class ProbeLoopFaultTests
{
    [Test]
    public async Task A_loop_of_probes_that_fails_ends_the_process()
    {
        var (faults, asked) = (new FaultLog(TimeProvider.System), new TaskCompletionSource());
        faults.Work.VitalWorkFailed += (_, _) => asked.TrySetResult();
        using var backend = Loopback.Listen();
        var time = new BrokenTime();
        using var probes = new NativeProbes(RunningProbes.Services(_ => default, faults, time));
        time.IsBroken = true;
        probes.Add(new ProbeTarget(Loopback.AddressOf(backend), RunningProbes.Spec()), Loopback.Patience)
            .RunAfter(TimeSpan.Zero);
        await asked.Task.WaitAsync(Loopback.Deadline);
        Assert.That(faults.Lines.Single(), Does.StartWith("Critical: Background work probes failed"));
    }

    /// <summary>Works on every thread but that of the probes.</summary>
    private sealed class BrokenTime : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override long GetTimestamp() =>
            IsBroken && Thread.CurrentThread.Name == "probes"
                ? throw new InvalidOperationException("a bug")
                : base.GetTimestamp();
    }
}
