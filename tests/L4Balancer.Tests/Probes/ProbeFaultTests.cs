using L4Balancer.Core.Health;
using L4Balancer.Probes.Native;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>A bug in a probe must not leave its backend without probes unnoticed.</summary>
[TestFixtureSource(typeof(RunningProbes), nameof(RunningProbes.Ways))]
internal sealed class ProbeFaultTests(ProbeWay way)
{
    [Test]
    public async Task A_backend_whose_outcome_could_not_be_posted_is_probed_again([Values] bool isAtOnce)
    {
        using var backend = Loopback.Listen();
        using var probes = new RunningProbes(way);
        var faults = 0;
        probes.PostFault = () => Interlocked.Increment(ref faults) > 1 ? null
            : isAtOnce ? throw new InvalidOperationException("a bug") : new InvalidOperationException("a bug");
        probes.Start(Loopback.AddressOf(backend));
        Assert.That((await probes.NextAsync()).IsGood, Is.True);
        await probes.Faults.SawAsync("probe");
    }

    [Test]
    public async Task A_backend_whose_probe_meets_a_bug_each_time_is_tried_again_and_again()
    {
        using var backend = Loopback.Listen();
        using var probes = new RunningProbes(way, services => services with { Spares = null! });
        probes.Start(Loopback.AddressOf(backend));
        await probes.Faults.SawAsync("probe", 2);
    }

    [Test, Platform("Linux")]
    public async Task A_loop_of_probes_that_fails_ends_the_process()
    {
        if (way != ProbeWay.Loop) Assert.Ignore("Tasks have no loop.");
        if (!OperatingSystem.IsLinux()) return;
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
