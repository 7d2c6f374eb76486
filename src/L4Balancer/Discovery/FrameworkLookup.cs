using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Control;

namespace L4Balancer.Discovery;

/// <summary>Resolves host names with the framework, for systems other than Linux.</summary>
internal static class FrameworkLookup
{
    /// <summary>Blocks for as long as the resolver takes.</summary>
    public static Lookup Resolve(string name)
    {
        try
        {
            return Lookup.Found(Dns.GetHostAddresses(name));
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.HostNotFound => Lookup.Failed(NameTrouble.NotFound),
                SocketError.NoData => Lookup.Failed(NameTrouble.NoData),
                SocketError.TryAgain => Lookup.Failed(NameTrouble.Temporary),
                _ => Lookup.Failed(NameTrouble.Failed, e.Message),
            };
        }
    }
}
