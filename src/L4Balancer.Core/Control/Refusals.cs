namespace L4Balancer.Core.Control;

/// <summary>
/// Finds the objects named in an operator's request, and refuses the request if they are missing or out of range.
/// </summary>
internal static class Refusals
{
    /// <summary>
    /// Refuses because the rules do not allow it now. Returns false, so that a check can end with it.
    /// </summary>
    public static bool Refuse(this Transition transition, string pool, string why) =>
        transition.Refuse(pool, RefusalKind.Conflict, why);

    public static bool NotFound(this Transition transition, string pool, string why) =>
        transition.Refuse(pool, RefusalKind.NotFound, why);

    public static bool TryFindPool(this Transition transition, string name, out int index) =>
        transition.Members.Pools.TryGetValue(name, out index)
        || transition.NotFound(name, $"there is no pool {Shown.Quoted(name)}");

    public static bool TryFindBackend(
        this Transition transition, string pool, NetAddress address, out BackendPlace place)
    {
        place = default;
        if (!transition.TryFindPool(pool, out var index)) return false;
        var backend = transition.Pool(index).IndexOf(address);
        if (backend < 0)
        {
            return transition.FindHeld(pool, address) is { } held
                ? transition.Refuse(
                    pool, $"{address} is not in the latest answer for {held.Backend.Backend.Config.Address.HostName}; "
                    + "only its intent can be changed until it is back")
                : transition.NotFound(pool, $"the pool {Shown.Quoted(pool)} has no backend {address}");
        }

        place = new BackendPlace(index, backend);
        return true;
    }

    /// <summary>A backend that left the answers for its name a while ago; null if there is none.</summary>
    public static (int Pool, HeldBackend Backend)? FindHeld(this Transition transition, string name, NetAddress address)
    {
        if (!transition.Members.Pools.TryGetValue(name, out var index)) return null;
        if (!transition.Pool(index).Held.TryGetValue(address, out var held)) return null;
        return transition.Now - held.LeftAt < transition.State.Config.ResolveHold ? (index, held) : null;
    }

    public static bool IsInRange(
        this Transition transition, string pool, string what, int? value, int least, int most) =>
        value is null || (value >= least && value <= most)
        || transition.Refuse(pool, RefusalKind.OutOfRange, $"{what} is {least} to {most}, not {value}");

    /// <summary>Whether the number is a valid rate of sessions to end per second.</summary>
    public static bool IsRate(this Transition transition, string pool, int? rate) =>
        transition.IsInRange(pool, "rate", rate, 1, Limits.ConnectionsMax);

    public static bool Refuse(this Transition transition, string pool, RefusalKind kind, string why)
    {
        transition.Refuse(pool, new Refusal(kind, why));
        return false;
    }
}
