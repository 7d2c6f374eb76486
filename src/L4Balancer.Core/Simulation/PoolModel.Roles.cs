using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>Who has the role that the pool asks for.</summary>
internal sealed partial class PoolModel
{
    private TimeSpan? _splitSince;
    private bool _isPlaced;

    /// <summary>It wants a primary, and does not have exactly one that says so.</summary>
    public bool IsSeeking { get; private set; }

    private bool AwaitsRoles =>
        Config.Role != PoolRole.Any && Backends.Exists(each => each.IsHealthy && !each.IsJudged);

    private bool IsUsedInPanic(BackendModel backend) =>
        backend.IsWanted && (Config.Role != PoolRole.Primary || backend.Role.Place == RoleFit.Fits);

    private BackendModel? TakeBack(NetAddress address, TimeSpan now)
    {
        var held = _held.Find(address, now);
        held?.Role.Doubt();
        return held;
    }

    private void PlaceRoles(TimeSpan now, Action<string> expect, Action<PoolModel> askAll)
    {
        var claiming = Config.Role == PoolRole.Primary ? Backends.FindAll(IsClaiming) : [];
        var isSplit = claiming.Count > 1 && !IsSeenHalf(claiming);
        var chosen = Chosen(claiming, isSplit);
        foreach (var backend in Backends.ToArray())
        {
            var place = Config.Role switch
            {
                PoolRole.Any => RoleFit.Fits,
                PoolRole.Primary => Among(backend, claiming, isSplit, chosen),
                _ => AsReplica(backend.Role),
            };
            Put(backend, place, expect);
        }

        if (isSplit && _splitSince is null)
            expect($"split {Config.Name} {string.Join('+', claiming.Select(each => each.Address))} {chosen?.Address}");
        if (!isSplit && _splitSince is { } since) expect($"split-over {Config.Name} {now - since}");
        _splitSince = isSplit ? _splitSince ?? now : null;
        var wasSeeking = IsSeeking;
        IsSeeking = Config.Role == PoolRole.Primary && (claiming.Count != 1 || !claiming[0].Role.IsFresh);
        if (IsSeeking && !wasSeeking && _isPlaced) askAll(this);
        _isPlaced = true;
    }

    private void Put(BackendModel backend, RoleFit place, Action<string> expect)
    {
        var before = backend.Role.Place;
        backend.Role.Place = place;
        if (place == before) return;
        if (place == RoleFit.Lagging) expect($"behind {Config.Name} {backend.Address}");
        if (before == RoleFit.Lagging && place == RoleFit.Fits) expect($"caught-up {Config.Name} {backend.Address}");
        var had = before is RoleFit.Fits or RoleFit.Lagging or RoleFit.Unknown;
        var loses = had && place is RoleFit.Other or RoleFit.Contested or RoleFit.Replaced;
        if (loses && Config.OnRoleChange == OnRoleChangeAction.Reset)
            expect($"reset {Config.Name} {backend.Address} RoleChanged ");
    }

    private bool IsClaiming(BackendModel backend)
    {
        var isThere = backend.IsHealthy && backend.IsWanted && !backend.Agent.IsDown;
        var isSure = backend.Role.IsFresh
            || (_splitSince is not null && backend.Role.Place is RoleFit.Fits or RoleFit.Contested);
        return isThere && isSure && backend.Role.Told == ServerRole.Primary;
    }

    /// <summary>One of them may have stopped to be primary before the latest of them began.</summary>
    private bool IsSeenHalf(List<BackendModel> claiming)
    {
        if (_splitSince is not null) return false;
        var latest = claiming.Max(each => each.Role.Since);
        return claiming.Exists(each => each.Role.Since != latest && each.Role.Asked < latest);
    }

    private BackendModel? Chosen(List<BackendModel> claiming, bool isSplit)
    {
        if (claiming.Count == 1) return claiming[0];
        if (!isSplit) return Backends.Find(each => each.Role is { Told: ServerRole.Primary, Place: RoleFit.Fits });
        if (Config.SplitBrain == SplitBrainChoice.None) return null;
        var turned = claiming.Where(each => each.Role.HasTurned).OrderByDescending(each => each.Role.Since).ToArray();
        var isClear = turned.Length == 1 || (turned.Length > 1 && turned[0].Role.Since > turned[1].Role.Since);
        return isClear ? turned[0] : null;
    }

    private static RoleFit Among(
        BackendModel backend, List<BackendModel> claiming, bool isSplit, BackendModel? chosen)
    {
        if (backend.Role.Told is null) return RoleFit.Unknown;
        if (backend.Role.Told == ServerRole.Replica) return RoleFit.Other;
        if (backend == chosen) return RoleFit.Fits;
        if (claiming.Contains(backend)) return isSplit ? RoleFit.Contested : RoleFit.Pending;
        if (claiming.Count > 0 || chosen is not null) return RoleFit.Replaced;
        return backend.Role.Place is RoleFit.Contested or RoleFit.Replaced ? backend.Role.Place : RoleFit.Pending;
    }

    private RoleFit AsReplica(RoleModel role) => role.Told switch
    {
        null => RoleFit.Unknown,
        ServerRole.Primary => RoleFit.Other,
        _ when Config.MaxLag is null || role.Lag <= Config.MaxLag => RoleFit.Fits,
        _ => RoleFit.Lagging,
    };
}
