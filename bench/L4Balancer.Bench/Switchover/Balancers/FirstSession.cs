using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Switchover.Servers;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover.Balancers;

/// <summary>Waits until a balancer leads to the primary, several times in a row.</summary>
internal static class FirstSession
{
    private const int InRow = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="CompareException">It does not.</exception>
    public static async Task WaitAsync(ReplicaPair pair, IPEndPoint address, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(Patience);
        var last = "no answer";
        for (var good = 0; good < InRow;)
        {
            try
            {
                await using var session = await pair.OpenAsync(address, late.Token);
                good = session.Server == pair.First.Port ? good + 1 : 0;
                last = $"port {session.Server}";
                continue;
            }
            catch (WriteException e)
            {
                (good, last) = (0, e.Message);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new CompareException($"The balancer does not lead to the primary: {last}.");
            }

            await Task.Delay(Pause, stop);
        }
    }
}
