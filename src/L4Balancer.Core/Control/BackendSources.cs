using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>Where the backends of a pool come from, besides its entries.</summary>
/// <param name="Config">Of the whole balancer: its listeners, and how long what left an answer is held.</param>
/// <param name="Own">The addresses of this machine.</param>
internal sealed record BackendSources(
    BalancerConfig Config, ImmutableDictionary<string, NameState> Names, ImmutableHashSet<IPAddress> Own)
{
    public static BackendSources Of(Transition transition)
    {
        var state = transition.State;
        return new BackendSources(state.Config, state.Names, state.OwnAddresses);
    }
}
