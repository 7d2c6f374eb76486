using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// Which backend of a pool is the primary. There is never more than one that fits.
/// </summary>
/// <remarks>
/// Those count that say so now: up, wanted, and told by their latest probe. One that last said so and does not answer
/// stays the primary until another says that it is: so a lost probe changes nothing, and a promotion counts before the
/// old primary is down by <c>fall</c>. Two that say so may be a switch-over seen half: the ones that were asked before
/// the latest claim are asked again, and only if they still say so are there several. From then on each of them counts
/// until it says something else or is down: a lost probe must not end a split brain for a moment.
/// </remarks>
internal sealed class PrimaryChoice
{
    private readonly PoolState _pool;
    private readonly List<int> _claimants = [];
    private readonly int? _chosen;

    private PrimaryChoice(PoolState pool)
    {
        _pool = pool;
        for (var i = 0; i < pool.Backends.Length; i++)
        {
            if (IsClaimant(pool.Backends[i])) _claimants.Add(i);
        }

        var isSeveral = _claimants.Count > 1;
        var isPending = isSeveral && pool.SplitSince is null && MustAskAgain();
        IsSplit = isSeveral && !isPending;
        _chosen = _claimants.Count switch
        {
            1 => _claimants[0],
            > 1 when IsSplit => pool.Config.SplitBrain == SplitBrainChoice.Newest ? Newest() : null,
            _ => Incumbent(),
        };
    }

    public static PrimaryChoice Of(PoolState pool) => new(pool);

    /// <summary>Several say that they are the primary, and have been asked again.</summary>
    public bool IsSplit { get; }

    /// <summary>Exactly one says that it is.</summary>
    public bool IsClear => _claimants is [var only] && _pool.Backends[only].Role.IsConfirmed;

    public ImmutableArray<NetAddress> Claimants => [.. _claimants.Select(i => _pool.Backends[i].Address)];

    public NetAddress? Chosen => _chosen is { } chosen ? _pool.Backends[chosen].Address : null;

    public RoleFit FitOf(int index)
    {
        var role = _pool.Backends[index].Role;
        if (role.Last is null) return RoleFit.Unknown;
        if (!role.IsPrimary) return RoleFit.Other;
        if (index == _chosen) return RoleFit.Fits;
        if (_claimants.Contains(index)) return IsSplit ? RoleFit.Contested : RoleFit.Pending;
        if (_claimants.Count > 0 || _chosen is not null) return RoleFit.Replaced;
        return role.Fit is RoleFit.Contested or RoleFit.Replaced ? role.Fit : RoleFit.Pending;
    }

    private bool IsClaimant(BackendState backend)
    {
        var role = backend.Role;
        if (!role.IsPrimary || !backend.Health.IsUp || !backend.IsWanted || backend.Agent.IsDown) return false;
        return role.IsConfirmed || (_pool.SplitSince is not null && role.Fit is RoleFit.Fits or RoleFit.Contested);
    }

    /// <summary>Whether any of them was asked before the latest of them was first found to be primary.</summary>
    private bool MustAskAgain()
    {
        var latest = _claimants.Max(i => _pool.Backends[i].Role.Since);
        return _claimants.Select(i => _pool.Backends[i].Role)
            .Any(role => role.Since < latest && role.AskedAt < latest);
    }

    /// <summary>The one whose change was seen last; null if no change was seen, or two at once.</summary>
    private int? Newest()
    {
        var turned = _claimants.Where(i => _pool.Backends[i].Role.HasTurned).ToArray();
        if (turned.Length == 0) return null;
        var latest = turned.Max(i => _pool.Backends[i].Role.Since);
        var newest = turned.Where(i => _pool.Backends[i].Role.Since == latest).ToArray();
        return newest is [var only] ? only : null;
    }

    private int? Incumbent()
    {
        for (var i = 0; i < _pool.Backends.Length; i++)
        {
            if (_pool.Backends[i].Role is { IsPrimary: true, Fits: true }) return i;
        }

        return null;
    }
}
