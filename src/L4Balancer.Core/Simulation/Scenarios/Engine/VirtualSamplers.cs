using L4Balancer.Core.Control;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// What the daemon reads from the counters regularly, for the reducer to decide; no reading is late here.
/// </summary>
internal sealed class VirtualSamplers(Agenda agenda, VirtualBalancer balancer, string pool)
{
    private static readonly long MeasuringInterval = Agenda.Microseconds(Limits.MeasuringInterval);

    private readonly PoolTraffics _traffics = new(pool, balancer.Post);

    public void Begin()
    {
        if (balancer.Pool.Config.IsMeasured) agenda.After(MeasuringInterval, EventKind.Measure);
        Watch();
    }

    /// <summary>Reads what the weights follow.</summary>
    public void Measure()
    {
        balancer.Post(SignalsRead.Of(balancer.Pool));
        agenda.After(MeasuringInterval, EventKind.Measure);
    }

    /// <summary>Looks for backends that hang, and for those on which sessions fail.</summary>
    public void Watch()
    {
        _traffics.Follow(balancer.Pool);
        var pause = _traffics.ScanForHangs(agenda.Now, late: 0);
        _traffics.MeasureOutliers(agenda.Now);
        agenda.After(pause * 1000L, EventKind.Watch);
    }
}
