using L4Balancer.Core.Control;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>Whom the effects of the balancer's decisions concern.</summary>
internal interface IBalancerWatcher
{
    /// <summary>A table was published.</summary>
    void Published();

    /// <summary>The sessions of a backend are to be ended.</summary>
    void Reset(ResetSessions reset);

    /// <summary>The operator is informed.</summary>
    void Noticed(Notice notice);
}
