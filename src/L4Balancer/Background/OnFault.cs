namespace L4Balancer.Background;

/// <summary>The action taken when background work ends with an unexpected exception.</summary>
public enum OnFault
{
    /// <summary>The work is over, everything else continues: for one-time work.</summary>
    GoOn,

    /// <summary>The work is restarted after a pause, indefinitely: for loops.</summary>
    Restart,

    /// <summary>The process stops, because it cannot serve without this work; its supervisor restarts it.</summary>
    EndProcess,
}
