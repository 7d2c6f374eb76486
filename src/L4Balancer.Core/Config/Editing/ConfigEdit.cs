using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Editing;

/// <summary>One change of a config file.</summary>
/// <param name="Pool">The name of the pool, or of the listener whose backends are written inline.</param>
public abstract record ConfigEdit(string Pool)
{
    /// <summary>Applies the edit to a list of backends.</summary>
    /// <param name="backends">The backends of the pool.</param>
    /// <param name="why">Why the edit is impossible, as one sentence; null if it is possible.</param>
    internal abstract IReadOnlyList<BackendConfig> Change(IReadOnlyList<BackendConfig> backends, out string? why);

    private protected int Find(IReadOnlyList<BackendConfig> backends, BackendAddress entry, out string? why)
    {
        for (var i = 0; i < backends.Count; i++)
        {
            if (!backends[i].Address.Equals(entry)) continue;
            why = null;
            return i;
        }

        why = $"{entry} is not in pool {Pool} of the file.";
        return -1;
    }
}

/// <summary>Changes the weight of a backend.</summary>
/// <param name="Entry">Its address as in the config, which may be a host name.</param>
/// <param name="Weight">0 to 1000; null is the default.</param>
public sealed record SetBackendWeight(string Pool, BackendAddress Entry, int? Weight) : ConfigEdit(Pool)
{
    /// <summary>The weight of a backend without an explicit one.</summary>
    internal static int Default => BackendKeys.Shape.Blank.Weight;

    internal override IReadOnlyList<BackendConfig> Change(IReadOnlyList<BackendConfig> backends, out string? why)
    {
        var index = Find(backends, Entry, out why);
        if (why is not null) return backends;
        var changed = backends.ToList();
        changed[index] = changed[index] with { Weight = Weight ?? Default };
        return changed;
    }
}

/// <summary>Adds a backend after the others of the pool.</summary>
public sealed record AddBackend(string Pool, BackendConfig Backend) : ConfigEdit(Pool)
{
    internal override IReadOnlyList<BackendConfig> Change(IReadOnlyList<BackendConfig> backends, out string? why)
    {
        why = backends.Any(b => b.Address.Equals(Backend.Address))
            ? $"{Backend.Address} is already in pool {Pool} of the file."
            : null;
        return [.. backends, Backend];
    }
}

/// <summary>Removes a backend from the pool.</summary>
/// <param name="Entry">Its address as in the config, which may be a host name.</param>
public sealed record RemoveBackend(string Pool, BackendAddress Entry) : ConfigEdit(Pool)
{
    internal override IReadOnlyList<BackendConfig> Change(IReadOnlyList<BackendConfig> backends, out string? why)
    {
        var index = Find(backends, Entry, out why);
        if (why is not null) return backends;
        var left = backends.Where((_, i) => i != index).ToList();
        if (!left.Exists(b => b.Tier == 0)) why = $"Without {Entry}, pool {Pool} would have no primary backend.";
        return left;
    }
}
