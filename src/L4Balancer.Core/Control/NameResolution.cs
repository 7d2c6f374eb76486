using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// Applies the results of looking up a host name. Addresses that stay in its answers keep their state; a name that
/// fails keeps its previous addresses.
/// </summary>
internal static class NameResolution
{
    public static void Apply(Transition transition, NameResolved resolved)
    {
        var (state, name) = (transition.State, resolved.HostName);
        if (!transition.HostNames.TryGetValue(name, out var users)) return;
        if (!resolved.Addresses.Any(Names.IsUsable))
        {
            Apply(transition, Useless(resolved));
            return;
        }

        var known = state.Names.GetValueOrDefault(name, NameState.Unknown);
        var answered = Take(transition, known, resolved, users.Select(transition.ConfigOf));
        transition.State = state with { Names = state.Names.SetItem(name, answered) };
        var touched = users.Where(index => Changes(transition.ConfigOf(index), name, known, answered)).ToArray();
        if (touched.Length == 0) return;
        foreach (var index in touched)
        {
            var pool = PoolBackends.Renew(transition.Pool(index), BackendSources.Of(transition), transition);
            transition.SetPool(index, pool);
        }

        transition.TouchMembers();
        foreach (var index in touched) transition.Touch(index);
    }

    /// <summary>Reported once, when the failure begins.</summary>
    public static void Apply(Transition transition, NameFailed failed)
    {
        var (state, name) = (transition.State, failed.HostName);
        if (!transition.HostNames.TryGetValue(name, out var users)) return;
        var known = state.Names.GetValueOrDefault(name, NameState.Unknown);
        transition.State = state with { Names = state.Names.SetItem(name, known.Failed(failed, transition.Now)) };
        if (known.Failure is not null) return;
        foreach (var index in users)
        {
            transition.Tell(new NameFailing(transition.ConfigOf(index).Name, name, failed.Cause));
        }
    }

    /// <summary>The known names, updated with the answers that came with a config.</summary>
    public static ImmutableDictionary<string, NameState> Merge(
        Transition transition, ImmutableDictionary<string, ImmutableArray<IPAddress>> found, PoolConfig[] pools)
    {
        var names = transition.State.Names;
        foreach (var (name, addresses) in found)
        {
            if (!addresses.Any(Names.IsUsable)) continue;
            var known = names.GetValueOrDefault(name, NameState.Unknown);
            names = names.SetItem(name, Take(transition, known, new NameResolved(name, addresses), pools));
        }

        return Names.Keep(names, pools);
    }

    private static NameState Take(
        Transition transition, NameState known, NameResolved resolved, IEnumerable<PoolConfig> pools)
    {
        var users = pools.Where(pool => Names.Uses(pool, resolved.HostName)).ToArray();
        foreach (var pool in users)
        {
            if (known.Failure is not { } failure) break;
            transition.Tell(new NameRecovered(pool.Name, resolved.HostName, transition.Now - failure.Since));
        }

        var entries = users.SelectMany(pool => EntriesOf(pool, resolved.HostName));
        var kept = entries.Select(entry => entry.Addresses).DefaultIfEmpty().Max();
        return known.Answered(
            resolved.Addresses, kept, transition.State.Config.ResolveHold, transition.Now);
    }

    /// <summary>Most answers equal the previous one: they touch no pool.</summary>
    private static bool Changes(PoolConfig pool, string name, NameState before, NameState after) =>
        EntriesOf(pool, name).Any(entry => !before.For(entry).SequenceEqual(after.For(entry)))
        || !before.Unusable.SequenceEqual(after.Unusable);

    private static IEnumerable<BackendConfig> EntriesOf(PoolConfig pool, string name) =>
        pool.Backends.Where(entry => string.Equals(entry.Address.HostName, name, StringComparison.Ordinal));

    private static NameFailed Useless(NameResolved resolved)
    {
        var addresses = resolved.Addresses.Distinct().Select(IgnoredAddress.Describe);
        var cause = resolved.Addresses.IsEmpty
            ? "the answer is empty"
            : $"it resolves to {string.Join(", ", addresses)}";
        return new NameFailed(resolved.HostName, NameTrouble.Unusable, cause);
    }
}
