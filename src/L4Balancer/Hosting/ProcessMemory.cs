using L4Balancer.Core;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Hosting;

/// <summary>
/// What a process knows besides its sessions, and what its successor goes on with: counters that never go back. It is
/// sent with the state, and what has been added since at the very end.
/// </summary>
internal sealed class ProcessMemory(Balancer balancer)
{
    private Totals _sent = new(new Dictionary<string, IReadOnlyDictionary<string, long>>());

    /// <summary>Adds what is known now to the first message.</summary>
    public StateMessage WriteTo(StateMessage state)
    {
        _sent = Totals.Of(Owners);
        return state with { Counters = _sent };
    }

    /// <summary>What has come since; when nothing changes any more.</summary>
    public TotalsMessage End() => new() { Counters = Totals.Of(Owners).Since(_sent) };

    /// <summary>Goes on with what the predecessor knew.</summary>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public void Restore(StateMessage state) => state.Counters?.AddTo(Owners);

    /// <summary>The same, with what came at the end.</summary>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public void Complete(TotalsMessage last) => last.Counters.AddTo(Owners);

    /// <summary>A name of an owner means the same in every version.</summary>
    private IEnumerable<KeyValuePair<string, ICounters>> Owners =>
    [
        new("sessions", balancer.Engine.Counters),
        .. balancer.Engine.Listeners.Select(l => new KeyValuePair<string, ICounters>($"listener/{l.Name}", l)),
    ];
}
