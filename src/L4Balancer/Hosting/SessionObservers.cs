using L4Balancer.Core.Sessions;

namespace L4Balancer.Hosting;

/// <summary>Forwards records to several observers. Called on the loops, and as cheap as the observers.</summary>
internal sealed class SessionObservers : ISessionObserver
{
    private readonly ISessionObserver[] _all;

    private SessionObservers(ISessionObserver[] all) => _all = all;

    /// <summary>The shortest interval that any of them requests.</summary>
    public long RunningInterval
    {
        get
        {
            long shortest = 0;
            foreach (var observer in _all)
            {
                var interval = observer.RunningInterval;
                if (interval > 0 && (shortest == 0 || interval < shortest)) shortest = interval;
            }

            return shortest;
        }
    }

    /// <summary>Returns a single observer for all of the given ones.</summary>
    public static ISessionObserver Of(params ReadOnlySpan<ISessionObserver?> observers)
    {
        var all = new List<ISessionObserver>();
        foreach (var observer in observers)
        {
            if (observer is not null and not NullSessionObserver) all.Add(observer);
        }

        return all switch
        {
            [] => NullSessionObserver.Instance,
            [var only] => only,
            _ => new SessionObservers([.. all]),
        };
    }

    public bool Wants(SessionMoment moment)
    {
        foreach (var observer in _all)
        {
            if (observer.Wants(moment)) return true;
        }

        return false;
    }

    public void Observe(in SessionRecord record)
    {
        foreach (var observer in _all)
        {
            if (observer.Wants(record.Moment)) observer.Observe(record);
        }
    }
}
