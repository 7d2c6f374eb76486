using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The session that a relay belongs to. Called on the relay's own threads.</summary>
internal interface IRelayOwner
{
    /// <summary>The timeouts and options in force for this session.</summary>
    PoolTerms Terms { get; }

    /// <summary>When the client was accepted; monotonic time in milliseconds.</summary>
    long AcceptedAt { get; }

    SessionEnd Ending { get; }

    /// <summary>A side has ended its direction, and its FIN was passed on.</summary>
    void OnHalfClosed();

    /// <summary>It is time to report the running session again.</summary>
    void OnStillRunning();
}
