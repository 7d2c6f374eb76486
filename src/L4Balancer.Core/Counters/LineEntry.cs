namespace L4Balancer.Core.Counters;

/// <summary>The result of entering a <see cref="WaitingLine"/>.</summary>
public enum LineEntry
{
    /// <summary>As many wait as may: it has not entered.</summary>
    Full,

    /// <summary>It waits until it is woken.</summary>
    Waits,

    /// <summary>It is first: it must try once more, because a place that was released before it entered woke nobody.
    /// </summary>
    IsCalled,
}
