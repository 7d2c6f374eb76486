using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Simulation.Scenarios;

/// <summary>A pool with fewer or more backends than configured, to try out how many it needs.</summary>
public static class PoolSize
{
    /// <summary>
    /// The pool with its first backends; those that it does not have are copies of the first one that gets
    /// sessions, with made-up addresses from the range for benchmarks (RFC 2544).
    /// </summary>
    /// <param name="count">1 to <see cref="Limits.SimulatedBackendsMax"/>.</param>
    public static PoolConfig Of(PoolConfig pool, int count) => pool with
    {
        Backends =
        [
            .. pool.Backends.Take(count),
            .. Enumerable.Range(0, Math.Max(0, count - pool.Backends.Count)).Select(i => Copy(ToCopy(pool), i)),
        ],
    };

    private static BackendConfig ToCopy(PoolConfig pool) =>
        pool.Backends.FirstOrDefault(backend => backend.Weight > 0) ?? pool.Backends[0];

    private static BackendConfig Copy(BackendConfig first, int index) => first with
    {
        Address = BackendAddress.Of(new IPAddress([198, 19, (byte)(index >> 8), (byte)index]), first.Address.Port),
    };
}
