using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.Tests.DataPlane.Sessions;

/// <summary>Rules that no configuration uses yet: clients that wait, and clients with a preread.</summary>
internal sealed class GivenAdmission : AdmissionRules
{
    public TimeSpan ListenerPatience { get; init; }

    public TimeSpan PoolPatience { get; init; }

    /// <summary>The prereads of a client, one after another.</summary>
    public Func<Preread?, Preread?>? Prereads { get; init; }

    public Func<Preread>? Preread
    {
        init => Prereads = value is null ? null : previous => previous is null ? value() : null;
    }

    /// <summary>Called with the address that another decision is based on.</summary>
    public Action<ClientAddress>? OnClient { get; init; }

    /// <summary>Called when a client that waited is admitted after all.</summary>
    public Action? OnAdmittedLater { get; set; }

    public override AdmissionDecision Decide(in Arrival arrival, Ticket held)
    {
        var hasWaited = held.Process is not null;
        var decision = base.Decide(arrival, held);
        if (hasWaited) OnClient?.Invoke(arrival.Client);
        if (hasWaited && decision is { IsRefused: false, Line: null }) OnAdmittedLater?.Invoke();
        return decision;
    }

    public override TimeSpan PatienceFor(ListenerView listener) => ListenerPatience;

    public override TimeSpan PatienceFor(PoolView pool) => PoolPatience;

    public override Preread? NextPreread(in Arrival arrival, Preread? previous) => Prereads?.Invoke(previous);
}

/// <summary>
/// Expects a line that ends with a line feed; the line is meant for the balancer and not for the backend.
/// </summary>
internal sealed class LinePreread(TimeSpan timeout) : Preread
{
    public override TimeSpan Timeout => timeout;

    protected override PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end)
    {
        var at = bytes.IndexOf((byte)'\n');
        return at >= 0 ? PrereadAnswer.Done(at + 1) : PrereadAnswer.More;
    }
}
