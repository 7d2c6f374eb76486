using System.Collections.Immutable;
using System.Net;

namespace L4Balancer.Core.Config;

/// <summary>Finds backends that are listeners of the balancer itself: a session to one would loop forever.
/// </summary>
public static class OwnListeners
{
    /// <summary>
    /// The bound address of a listener at which a connection to <paramref name="address"/> arrives; null
    /// if there is none. Loopback always belongs to this machine.
    /// </summary>
    /// <param name="own">The other addresses of this machine, as far as they are known.</param>
    public static BindAddress? Find(BalancerConfig config, NetAddress address, ImmutableHashSet<IPAddress> own)
    {
        foreach (var listener in config.Listeners)
        {
            foreach (var bind in listener.Bind)
            {
                if (IsReached(bind, address, own)) return bind;
            }
        }

        return null;
    }

    private static bool IsReached(BindAddress bind, NetAddress address, ImmutableHashSet<IPAddress> own)
    {
        if (bind.Address.Equals(address)) return true;
        if (address.Ip is not { } ip || bind.Address.Ip is not { } bound || bind.Address.Port != address.Port)
            return false;
        var isWildcard = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any);
        var isSameFamily = bound.AddressFamily == ip.AddressFamily || bind.IsDualStack;
        return isWildcard && isSameFamily && (IPAddress.IsLoopback(ip) || own.Contains(ip));
    }
}
