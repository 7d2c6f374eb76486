using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Native;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Native;

/// <summary>Tests that apply only to the probes on an event loop.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class NativeProbesTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);

    [TestCase(null, null)]
    [TestCase("PING", "greeting")]
    public async Task A_probe_that_was_answered_while_its_thread_stood_still_is_good_and_ends_in_good_order(
        string? send, string? expect)
    {
        using var backend = Loopback.Listen();
        using Socket first = Loopback.Refuse(), before = Loopback.Refuse(), after = Loopback.Refuse();
        using var probes = new RunningProbes(ProbeWay.Loop);
        using var answered = new ManualResetEventSlim();
        probes.OnEnded = ended =>
        {
            // On the loop: three probes that start in one turn. A refused one holds the loop until the kernel has
            // acknowledged the handshake by itself, so that the server has the connection, and past their timeout.
            if (!ended.Target.Address.Equals(Loopback.AddressOf(first))) answered.Wait(Loopback.Patience);
            else foreach (var next in new[] { before, backend, after }) Begin(next);
        };
        void Begin(Socket to) => probes.Start(Loopback.AddressOf(to), send, expect, Timeout);
        Begin(first);
        using var server = await Loopback.AcceptAsync(backend);
        await server.SendAsync("greeting");
        await Task.Delay(2 * Timeout);
        answered.Set();
        var outcomes = new List<ProbeOutcome>();
        while (outcomes.Count < 4) outcomes.Add(await probes.NextAsync());
        Assert.That(outcomes.Count(outcome => outcome.IsGood), Is.EqualTo(1));
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
    }

    [Test]
    public async Task A_probe_that_a_bug_ended_is_repeated_and_the_others_go_on()
    {
        using Socket one = Loopback.Refuse(), other = Loopback.Refuse();
        using var probes = new RunningProbes(ProbeWay.Loop);
        var thrown = 0;
        probes.OnEnded = ended =>
        {
            if (ended.Target.Address.Equals(Loopback.AddressOf(one)) && Interlocked.Increment(ref thrown) <= 2)
                throw new InvalidOperationException("a bug");
        };
        foreach (var target in new[] { one, other }) probes.Start(Loopback.AddressOf(target), null, null, Timeout);
        foreach (var _ in new[] { other, one }) Assert.That((await probes.NextAsync()).IsGood, Is.False);
        Assert.That(thrown, Is.EqualTo(3));
    }

    [Test]
    public async Task A_probe_allocates_its_outcome_and_hardly_anything_else()
    {
        const int First = 200;
        const int Last = 1200;
        using var backend = Loopback.Listen();
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        IScheduledProbe probe = null!;
        var (count, before) = (0, 0L);
        using var probes = new NativeProbes(RunningProbes.Services(Post, new FaultLog(TimeProvider.System)));
        probe = probes.Add(new ProbeTarget(Loopback.AddressOf(backend), TcpProbeSpec.Instance), Loopback.Patience);
        probe.RunAfter(TimeSpan.Zero);
        Assert.That(await done.Task.WaitAsync(Loopback.Deadline) / (Last - First), Is.LessThan(256));

        // On the loop, whose allocations are counted.
        ValueTask Post(ControlEvent ended)
        {
            if (++count == First) before = GC.GetAllocatedBytesForCurrentThread();
            if (count == Last) done.SetResult(GC.GetAllocatedBytesForCurrentThread() - before);
            else probe.RunAfter(TimeSpan.Zero);
            return ValueTask.CompletedTask;
        }
    }
}
