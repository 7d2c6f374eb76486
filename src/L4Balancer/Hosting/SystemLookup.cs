using L4Balancer.Core.Control;
using L4Balancer.Discovery;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Hosting;

/// <summary>Resolves host names like the rest of the machine.</summary>
internal static class SystemLookup
{
    /// <summary>Blocks as long as the resolver takes.</summary>
    public static Lookup Resolve(string name)
    {
        if (!OperatingSystem.IsLinux()) return FrameworkLookup.Resolve(name);
        var answer = HostLookup.Resolve(name);
        return answer.Error switch
        {
            HostError.None => Lookup.Found(answer.Addresses),
            HostError.NotFound => Lookup.Failed(NameTrouble.NotFound),
            HostError.NoData => Lookup.Failed(NameTrouble.NoData),
            HostError.Temporary => Lookup.Failed(NameTrouble.Temporary),
            _ => Lookup.Failed(NameTrouble.Failed, answer.Message),
        };
    }
}
