namespace L4Balancer.DataPlane.Native;

/// <summary>Requests of a relay to its session, returned by each call; several may be combined.</summary>
[Flags]
internal enum RelayAsks
{
    None = 0,

    /// <summary>Another turn after all others have had theirs: there is more to move.</summary>
    Turn = 1,

    /// <summary>
    /// A side has ended its direction, and its FIN was passed on: different timeouts apply from now on.
    /// </summary>
    HalfClosed = 2,

    /// <summary>Call <see cref="NativeRelay.ContinueReset"/> after <see cref="NativeRelay.ResetPause"/>.</summary>
    ResetPause = 4,

    /// <summary>End the session with <see cref="NativeRelay.Reason"/>.</summary>
    Close = 8,

    /// <summary>
    /// Connect to <see cref="NativeRelay.Elsewhere"/> in place of the backend, and open the relay again.
    /// </summary>
    Reconnect = 16,

    /// <summary>Call <see cref="NativeRelay.ContinueAtRate"/> at <see cref="NativeRelay.RateDue"/>.</summary>
    RatePause = 32,
}
