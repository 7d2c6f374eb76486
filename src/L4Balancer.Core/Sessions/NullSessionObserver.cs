namespace L4Balancer.Core.Sessions;

/// <summary>Nobody is interested in single sessions.</summary>
public sealed class NullSessionObserver : ISessionObserver
{
    private NullSessionObserver()
    {
    }

    public static NullSessionObserver Instance { get; } = new();

    public long RunningInterval => 0;

    public bool Wants(SessionMoment moment) => false;

    public void Observe(in SessionRecord record)
    {
    }
}
