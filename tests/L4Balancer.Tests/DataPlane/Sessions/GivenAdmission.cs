using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.Tests.DataPlane.Sessions;

/// <summary>Rules that no configuration uses yet: clients that wait, and clients with a preread.</summary>
internal sealed class GivenAdmission : AdmissionRules
{
    public TimeSpan ListenerPatience { get; init; }

    public TimeSpan PoolPatience { get; init; }

    public Func<Preread>? Preread { get; init; }

    /// <summary>Called when a client that waited is admitted after all.</summary>
    public Action? OnAdmittedLater { get; set; }

    public override AdmissionDecision Decide(in Arrival arrival, Ticket held)
    {
        var hasWaited = held.Process is not null;
        var decision = base.Decide(arrival, held);
        if (hasWaited && decision is { IsRefused: false, Line: null }) OnAdmittedLater?.Invoke();
        return decision;
    }

    public override TimeSpan PatienceFor(ListenerView listener) => ListenerPatience;

    public override TimeSpan PatienceFor(PoolView pool) => PoolPatience;

    public override Preread? PrereadOf(ListenerView listener) => Preread?.Invoke();
}

/// <summary>
/// Expects a line that ends with a line feed; the line is meant for the balancer and not for the backend.
/// </summary>
internal sealed class LinePreread(TimeSpan timeout) : Preread
{
    public override TimeSpan Timeout => timeout;

    protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end >= 0) return PrereadAnswer.Done(end + 1);
        return isLast ? PrereadAnswer.Refuse(CloseReason.ClientGone) : PrereadAnswer.More;
    }
}
