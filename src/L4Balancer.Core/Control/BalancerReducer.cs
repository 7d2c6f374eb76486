namespace L4Balancer.Core.Control;

/// <summary>
/// Makes every decision of the control side: a state and a batch of events yield the next state and the effects to
/// carry out. It is pure, so a recorded history of batches yields the same decisions again.
/// </summary>
public static class BalancerReducer
{
    /// <param name="events">In order of arrival. The work that grows with the size of a pool is done once for all
    /// <see cref="Observation"/>s in a row, so handling many at once costs little more than handling one.</param>
    /// <param name="now">The control clock; never earlier than in the previous call.</param>
    public static Decision Apply(BalancerState state, ReadOnlySpan<ControlEvent> events, TimeSpan now)
    {
        var transition = new Transition(state, now);
        transition.CatchUp();
        foreach (var @event in events)
        {
            if (@event is Observation)
            {
                Apply(transition, @event);
                continue;
            }

            transition.Conclude();
            transition.BeginRequest();
            Apply(transition, @event);
        }

        return transition.Finish();
    }

    private static void Apply(Transition transition, ControlEvent @event)
    {
        switch (@event)
        {
            case ConfigAccepted accepted: ConfigReload.Apply(transition, accepted); break;
            case NameResolved resolved: NameResolution.Apply(transition, resolved); break;
            case NameFailed failed: NameResolution.Apply(transition, failed); break;
            case ProbeEnded ended: Outcomes.Apply(transition, ended); break;
            case ConnectFailed failed: Outcomes.Apply(transition, failed); break;
            case SignalsRead read: WeightMeasuring.Apply(transition, read); break;
            case BalanceSeen seen: Rebalancing.Apply(transition, seen); break;
            case ProbeLate late: Standings.Apply(transition, late); break;
            case HangSeen seen: Standings.Apply(transition, seen); break;
            case SilenceEnded ended: Standings.Apply(transition, ended); break;
            case BadEnd end: Ejections.Apply(transition, end); break;
            case TrafficMeasured measured: Ejections.Apply(transition, measured); break;
            case TalliesGrown grown: TallyGrowth.Apply(transition, grown); break;
            case TierWanted wanted: TierWishes.Apply(transition, wanted); break;
            case FailoverWanted wanted: TierWishes.Apply(transition, wanted); break;
            case FailbackWanted wanted: TierWishes.Apply(transition, wanted); break;
            case IntentWanted wanted: BackendWishes.Apply(transition, wanted); break;
            case SessionResetWanted wanted: BackendWishes.Apply(transition, wanted); break;
            case WeightWanted wanted: EntryWishes.Apply(transition, wanted); break;
            case BackendAddWanted wanted: EntryWishes.Apply(transition, wanted); break;
            case BackendRemoveWanted wanted: EntryWishes.Apply(transition, wanted); break;
            // The requested wake-up has been used: if the clock that woke us ran slightly ahead, it must be requested
            // again.
            case Tick: transition.State = transition.State with { WakeAt = null }; break;
            default: throw new InvariantException($"The reducer does not know the event {@event.GetType().Name}.");
        }
    }
}
