using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Control;

/// <summary>
/// An operator's requests for one backend: drain, maintenance, ready, ending its sessions. A request that cannot be
/// carried out is answered with a <see cref="Refusal"/>.
/// </summary>
internal static class BackendWishes
{
    /// <summary>
    /// Each accepted request replaces the previous one, including its plan: sessions that the plan has begun to end are
    /// spared.
    /// </summary>
    public static void Apply(Transition transition, IntentWanted wanted)
    {
        if (transition.FindHeld(wanted.Pool, wanted.Address) is { } held)
        {
            ApplyHeld(transition, wanted, held.Pool, held.Backend);
            return;
        }

        if (!transition.TryFindBackend(wanted.Pool, wanted.Address, out var place)) return;
        if (!IsPossible(transition, wanted)) return;
        var before = transition.Backend(place);
        var plan = DrainPlan.Of(wanted, transition.Now);
        if (before.Intent == wanted.Intent && before.Drain == plan) return;

        SpareIfEnding(transition, wanted.Pool, before);
        transition.SetBackend(place, before with { Intent = wanted.Intent, Drain = plan });
        TellIntent(transition, wanted, plan);
        transition.Touch(place.Pool);
    }

    public static void Apply(Transition transition, SessionResetWanted wanted)
    {
        var isHeld = transition.FindHeld(wanted.Pool, wanted.Address) is not null;
        if (!isHeld && !transition.TryFindBackend(wanted.Pool, wanted.Address, out _)) return;
        if (!transition.IsRate(wanted.Pool, wanted.Rate)) return;
        transition.Tell(new SessionsReset(wanted.Pool, wanted.Address, wanted.Rate));
        transition.Add(new ResetSessions(wanted.Pool, wanted.Address)
        {
            Reason = CloseReason.OperatorReset,
            Rate = wanted.Rate,
        });
    }

    /// <summary>The backend's plan is cancelled, and with it the ending of its sessions.</summary>
    public static void SpareIfEnding(Transition transition, string pool, BackendState backend)
    {
        if (backend.Drain is { HasBegun: true }) transition.Add(new SpareSessions(pool, backend.Address));
    }

    /// <summary>
    /// It takes effect when the backend comes back. Sessions that still run on it are left alone until then.
    /// </summary>
    private static void ApplyHeld(Transition transition, IntentWanted wanted, int index, HeldBackend held)
    {
        if (!IsPossible(transition, wanted)) return;
        var plan = DrainPlan.Of(wanted, transition.Now);
        if (held.Backend.Intent == wanted.Intent && held.Backend.Drain == plan) return;
        var pool = transition.Pool(index);
        var backend = held.Backend with { Intent = wanted.Intent, Drain = plan };
        transition.SetPool(
            index, pool with { Held = pool.Held.SetItem(wanted.Address, held with { Backend = backend }) });
        TellIntent(transition, wanted, plan);
    }

    private static void TellIntent(Transition transition, IntentWanted wanted, DrainPlan? plan) =>
        transition.Tell(new IntentChanged(wanted.Pool, wanted.Address, wanted.Intent)
        {
            Deadline = plan?.EndsAt - transition.Now,
            Rate = wanted.Rate,
        });

    private static bool IsPossible(Transition transition, IntentWanted wanted)
    {
        var hasPlan = wanted.Deadline is not null || wanted.Rate is not null;
        if (hasPlan && wanted.Intent != BackendIntent.Drain)
        {
            return transition.Refuse(wanted.Pool, "only a drain has a deadline and a rate");
        }

        if (wanted.Deadline < TimeSpan.Zero || wanted.Deadline > Limits.DrainDeadlineMax)
        {
            var most = Limits.DrainDeadlineMax.TotalDays;
            return transition.Refuse(
                wanted.Pool, RefusalKind.OutOfRange, $"the deadline of a drain is 0 to {most} days");
        }

        return transition.IsRate(wanted.Pool, wanted.Rate);
    }
}
