namespace L4Balancer.Core.Sessions;

/// <summary>An observer that wants no records.</summary>
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
