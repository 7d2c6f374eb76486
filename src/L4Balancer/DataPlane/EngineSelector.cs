using L4Balancer.Core.Config;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Portable;
using L4Balancer.DataPlane.Sessions;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane;

/// <summary>Makes the engine that a configuration asks for, or the nearest one that can run here.</summary>
public static class EngineSelector
{
    /// <param name="table">Where the routing snapshot is read.</param>
    /// <param name="signals">Where failed connects are told.</param>
    /// <param name="sessionsMax">Sessions at the same time, at least 1.</param>
    /// <param name="seed">The source of all random draws of the policies.</param>
    public static IForwardingEngine Create(
        BalancerConfig config, TableHolder table, ISignalSink signals, int sessionsMax, TimeProvider time, ulong seed,
        ILogger log)
    {
        // There is one engine so far; what the configuration asks for beyond it, its validation has warned about.
        var services = new PortableServices(
            table, signals, new SessionPlaces(sessionsMax), new SessionCounters(), config.BufferSize, time, seed, log);
        return new PortableEngine(services);
    }
}
