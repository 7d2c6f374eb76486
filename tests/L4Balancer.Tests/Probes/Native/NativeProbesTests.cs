using System.Net.Sockets;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Native;

/// <summary>What only the probes on an event loop can be put through.</summary>
[Platform("Linux")]
internal sealed class NativeProbesTests
{
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
            // On the loop: three probes that begin in one turn. One that is refused holds it until the kernel has
            // acknowledged the handshake by itself, so that the server has the connection, and past their timeout.
            if (!ended.Target.Address.Equals(Loopback.AddressOf(first))) answered.Wait(Loopback.Patience);
            else foreach (var next in new[] { before, backend, after }) Begin(next);
        };
        void Begin(Socket to) => probes.Start(Loopback.AddressOf(to), send, expect, TimeSpan.FromMilliseconds(100));
        Begin(first);
        using var server = await Loopback.AcceptAsync(backend);
        await server.SendAsync("greeting");
        answered.Set();
        var outcomes = new List<ProbeOutcome>();
        while (outcomes.Count < 4) outcomes.Add(await probes.NextAsync());
        Assert.That(outcomes.Count(outcome => outcome.IsGood), Is.EqualTo(1));
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
    }
}
