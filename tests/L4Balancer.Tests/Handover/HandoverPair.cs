using System.Runtime.Versioning;
using L4Balancer.Core.Control;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>
/// A handover between two balancers of the test process, over a real channel. A successor that is to fail throws at a
/// step, and its end of the channel is closed, as the kernel does for a process that was killed.
/// </summary>
/// <param name="start">Starts the successor with the listening sockets of the predecessor.</param>
[SupportedOSPlatform("linux")]
internal sealed class HandoverPair(Func<IReadOnlyList<InheritedListener>, Task<RunningBalancer>> start)
    : IAsyncDisposable
{
    /// <summary>The successor throws at this step.</summary>
    public HandoverStep? SuccessorFails { get; init; }

    /// <summary>What the predecessor reports; null if the handover has failed.</summary>
    public HandoverReport? Report { get; private set; }

    /// <summary>Why the handover has failed.</summary>
    public HandoverException? Failure { get; private set; }

    /// <summary>The successor; null if it was not started.</summary>
    public RunningBalancer? Next { get; private set; }

    /// <summary>How many sessions it has taken over; null if it has not.</summary>
    public int? Taken { get; private set; }

    public async Task RunAsync(RunningBalancer old)
    {
        var (mine, other) = DescriptorChannel.CreatePair();
        using var channel = new HandoverChannel(mine);
        var taking = Task.Run(() => TakeAsync(new HandoverChannel(new DescriptorChannel(other))));
        var predecessor = new Predecessor(
            channel, () => taking.Wait(Loopback.Patience), (IEngineHandover)old.Balancer.Engine,
            old.Balancer.Table,
            () => Task.FromResult(new StateMessage
            {
                Version = "1",
                Protocol = Hello.Current,
                Config = "",
                Memory = BalancerMemory.Of(old.Balancer.State),
                Listeners = 0,
            }),
            TimeProvider.System);
        try
        {
            Report = await Task.Run(predecessor.RunAsync);
        }
        catch (HandoverException e)
        {
            Failure = e;
        }

        await taking;
    }

    public ValueTask DisposeAsync() => Next?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task TakeAsync(HandoverChannel channel)
    {
        using var successor = new Successor(channel, step => Fail(step, SuccessorFails, channel));
        try
        {
            successor.Greet("2", Hello.Current);
            var (_, listeners) = successor.ReceiveState();
            Next = await start(listeners);
            (Taken, _) = await successor.TakeOverAsync(
                (IEngineHandover)Next.Balancer.Engine, Next.Balancer.Table);
        }
        catch (Exception e) when (e is HandoverException or StepException)
        {
            // As if it had ended.
        }
    }

    private static void Fail(HandoverStep step, HandoverStep? at, HandoverChannel channel)
    {
        if (step != at) return;
        channel.Dispose();
        throw new StepException();
    }

    private sealed class StepException : Exception;
}
