using L4Balancer.Core.Control;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>What the daemon reads from the counters regularly, for the reducer to decide.</summary>
internal sealed class VirtualSamplers(Agenda agenda, VirtualBalancer balancer)
{
    private static readonly long MeasuringInterval = Agenda.Microseconds(Limits.MeasuringInterval);

    public void Begin()
    {
        if (balancer.Pool.Config.IsMeasured) agenda.After(MeasuringInterval, EventKind.Measure);
    }

    /// <summary>Reads what the weights follow.</summary>
    public void Measure()
    {
        balancer.Post(SignalsRead.Of(balancer.Pool));
        agenda.After(MeasuringInterval, EventKind.Measure);
    }
}
