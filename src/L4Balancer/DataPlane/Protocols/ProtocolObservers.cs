using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>Makes the observer of a session.</summary>
internal static class ProtocolObservers
{
    /// <summary>Null where nothing is to be observed.</summary>
    /// <param name="terms">Of a session that is connected.</param>
    public static ProtocolObserver? Of(in SessionTerms terms, CancelKeys keys) => terms.Pool!.Protocol switch
    {
        ProtocolKind.Mysql => new MySqlObserver(),
        ProtocolKind.Postgresql => new PostgreSqlObserver(
            terms.Pool.Name, new CancelTarget(terms.Backend!, terms.BackendCounters!), keys),
        ProtocolKind.Redis => new RedisObserver(),
        _ => null,
    };
}
