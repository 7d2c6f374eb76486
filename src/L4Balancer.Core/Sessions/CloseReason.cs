namespace L4Balancer.Core.Sessions;

/// <summary>Why a session ended: a closed list that logs, counters and documentation share.</summary>
public enum CloseReason
{
    /// <summary>Not ended.</summary>
    None,

    /// <summary>Both sides ended in order, the client first.</summary>
    ClientClosed,

    /// <summary>Both sides ended in order, the backend first.</summary>
    BackendClosed,

    /// <summary>The client sent RST.</summary>
    ClientReset,

    /// <summary>The backend sent RST.</summary>
    BackendReset,

    /// <summary>The client left before a backend was connected.</summary>
    ClientGone,

    /// <summary><c>timeouts.client-idle</c>: it was the client's turn.</summary>
    ClientIdle,

    /// <summary><c>timeouts.server-idle</c>: it was the backend's turn.</summary>
    ServerIdle,

    /// <summary><c>timeouts.half-closed</c>.</summary>
    HalfClosedIdle,

    /// <summary><c>timeouts.stalled</c>: the client took nothing while bytes waited for it.</summary>
    ClientStalled,

    /// <summary><c>timeouts.stalled</c>: the backend took nothing while bytes waited for it.</summary>
    BackendStalled,

    /// <summary>The client's machine no longer answers: <c>tcp.user-timeout</c>, or keepalives.</summary>
    ClientDead,

    /// <summary>The backend's machine no longer answers: <c>tcp.user-timeout</c>, or keepalives.</summary>
    BackendDead,

    /// <summary><c>timeouts.max-age</c>.</summary>
    MaxAge,

    /// <summary>The backend went down and the pool has <c>on-down: reset</c>.</summary>
    BackendDown,

    /// <summary>
    /// The backend no longer has the role that the pool asks for, and the pool has <c>on-role-change: reset</c>.
    /// </summary>
    RoleChanged,

    /// <summary>The pool failed back from the tier of the backend, and has <c>on-failback: move</c>.</summary>
    FailedBack,

    /// <summary>The backend had more sessions than its share, and the pool has <c>rebalance</c>.</summary>
    Rebalanced,

    /// <summary>The backend was drained, and the session outlived the drain deadline.</summary>
    Drained,

    /// <summary>An operator reset the sessions of the backend.</summary>
    OperatorReset,

    /// <summary>An operator closed this one session.</summary>
    OperatorClosed,

    /// <summary>The daemon stopped, and the session outlived <c>shutdown-grace</c>.</summary>
    Shutdown,

    /// <summary>Refused: <c>access</c> does not let the client in.</summary>
    RefusedAccess,

    /// <summary>
    /// Refused: the PROXY protocol header is missing or wrong, came too late, or is not from a trusted proxy.
    /// </summary>
    RefusedProxyHeader,

    /// <summary>Refused: its source has <c>per-source.max-connections</c> sessions.</summary>
    RefusedSourceFull,

    /// <summary>Refused: its source came more often than <c>per-source.connection-rate</c>.</summary>
    RefusedSourceRate,

    /// <summary>Refused: more clients came than <c>connection-rate</c> of the listener.</summary>
    RefusedListenerRate,

    /// <summary>Refused: the client sent nothing for <c>first-byte-timeout</c>.</summary>
    RefusedSilent,

    /// <summary>
    /// Refused: what the client sent first is not complete after <c>preread-timeout</c>, larger than
    /// <c>preread-size</c>, or not TLS where only routes count.
    /// </summary>
    RefusedPreread,

    /// <summary>Refused: no route is for the client, and the listener has <c>on-no-route: refuse</c>.</summary>
    RefusedNoRoute,

    /// <summary>Refused: the listener has <c>max-connections</c> sessions.</summary>
    RefusedListenerFull,

    /// <summary>
    /// Refused: the process has <c>max-connections</c> sessions, or as many as its file descriptors allow.
    /// </summary>
    RefusedSessionLimit,

    /// <summary>Refused: no backend of the pool is eligible.</summary>
    RefusedNoneEligible,

    /// <summary>Refused: the pool, or every eligible backend, has <c>max-connections</c> sessions.</summary>
    RefusedAllFull,

    /// <summary>Refused: <c>queue.max</c> sessions wait already.</summary>
    RefusedQueueFull,

    /// <summary>Refused: no place became free within <c>queue.timeout</c>.</summary>
    RefusedQueueTimeout,

    /// <summary>Refused: connecting failed for every backend that was tried.</summary>
    RefusedConnectFailed,

    /// <summary>Refused: this machine is short of file descriptors, ports or memory.</summary>
    RefusedLocalShortage,

    /// <summary>A bug in the balancer; logged as an error.</summary>
    Bug,
}
