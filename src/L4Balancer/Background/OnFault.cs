namespace L4Balancer.Background;

/// <summary>What follows when background work ends with an exception that nobody foresaw.</summary>
public enum OnFault
{
    /// <summary>The work is over, everything else goes on: for work that is done once.</summary>
    GoOn,

    /// <summary>The work begins again after a pause, for as long as it takes: for loops.</summary>
    Restart,

    /// <summary>The process stops, because it cannot serve without this work; its supervisor restarts it.</summary>
    EndProcess,
}
