using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Simulation.Scenarios.Model;

/// <summary>The limits that a session meets before it reaches the simulated pool; 0 is no limit.</summary>
/// <param name="Process">The sessions of the process: here all are of the simulated pool.</param>
/// <param name="Listener">The sessions of the listener.</param>
public sealed record ScenarioLimits(int Process, int Listener)
{
    /// <summary>
    /// As configured. A limit of listeners applies if a single one leads to the pool: a scenario does not say by which
    /// of several clients come.
    /// </summary>
    public static ScenarioLimits Of(BalancerConfig config, string pool)
    {
        var leading = config.Listeners
            .Where(listener => listener.Pool == pool || listener.Routes.Any(route => route.Pool == pool)).ToArray();
        return new ScenarioLimits(config.MaxConnections ?? 0, leading.Length == 1 ? leading[0].MaxConnections : 0);
    }

    /// <summary>Why a session is refused when it arrives; null if it is not.</summary>
    /// <param name="sessions">Those that run or wait, with this one.</param>
    internal CloseReason? RefusalOf(long sessions)
    {
        if (Process > 0 && sessions > Process) return CloseReason.RefusedSessionLimit;
        return Listener > 0 && sessions > Listener ? CloseReason.RefusedListenerFull : null;
    }
}
