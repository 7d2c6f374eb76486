using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>The sources of a pool's backends, besides its entries.</summary>
/// <param name="Config">The whole balancer's config: its listeners, and how long backends that left an answer are
/// held.</param>
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
