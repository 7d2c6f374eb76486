using System.Threading.Channels;
using L4Balancer.Core;
using L4Balancer.Core.Control;

namespace L4Balancer.Control;

/// <summary>
/// Events waiting for the control loop, in two bounded lanes. Requests (operators, configurations, proofs for the
/// watchdog) overtake observations, which arrive by the thousand when a network becomes unreachable and are taken in
/// batches.
/// </summary>
internal sealed class ControlQueue
{
    private readonly Channel<ControlRequest> _requests = Lane<ControlRequest>();
    private readonly Channel<Observation> _observations = Lane<Observation>();

    /// <summary>Rung after every write to a lane. One ring is enough for all waiting events.</summary>
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>False if the lane is full.</summary>
    public bool TryPost(Observation observation)
    {
        if (!_observations.Writer.TryWrite(observation)) return false;
        Ring();
        return true;
    }

    /// <summary>Waits for room in the lane.</summary>
    public async ValueTask PostAsync(Observation observation, CancellationToken cancellationToken)
    {
        await _observations.Writer.WriteAsync(observation, cancellationToken);
        Ring();
    }

    /// <summary>Waits for room in the lane.</summary>
    public async ValueTask PostAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        await _requests.Writer.WriteAsync(request, cancellationToken);
        Ring();
    }

    /// <summary>Completes when there may be something to take. Control loop only, as are the members below.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) =>
        _ = await _bell.Reader.ReadAsync(cancellationToken);

    public bool TryTake(out ControlRequest request) => _requests.Reader.TryRead(out request);

    /// <summary>Moves waiting events to the end of <paramref name="batch"/>, until it is full.</summary>
    public void TakeInto(List<ControlEvent> batch)
    {
        while (batch.Count < Limits.ControlBatchMax && _observations.Reader.TryRead(out var observation))
        {
            batch.Add(observation);
        }
    }

    private void Ring() => _bell.Writer.TryWrite(true);

    private static Channel<T> Lane<T>() =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(Limits.ControlQueueLength) { SingleReader = true });
}

/// <param name="Event">Null only proves that the loop is running.</param>
/// <param name="Done">Null if no caller waits for the answer.</param>
/// <param name="Act">Null if no operator requested it.</param>
internal readonly record struct ControlRequest(
    ControlEvent? Event, TaskCompletionSource<RequestAnswer>? Done, OperatorAct? Act);
