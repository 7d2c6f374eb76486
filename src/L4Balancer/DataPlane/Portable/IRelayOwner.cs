using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The session whose bytes a relay moves. The relay's own threads call it.</summary>
internal interface IRelayOwner
{
    /// <summary>Those in force for this session.</summary>
    TimeoutsConfig Timeouts { get; }

    /// <summary>When the client was accepted; monotonic milliseconds.</summary>
    long AcceptedAt { get; }

    SessionEnd Ending { get; }

    /// <summary>A side has ended its direction, and its FIN was passed on.</summary>
    void OnHalfClosed();

    /// <summary>It is time to report the session once more while it runs.</summary>
    void OnStillRunning();
}
