namespace L4Balancer.Linux.Loop;

/// <summary>The readiness of a descriptor: the events of epoll_ctl(2).</summary>
[Flags]
public enum Readiness : uint
{
    None = 0,

    /// <summary>EPOLLIN: bytes, a FIN or a connection to accept.</summary>
    Readable = 0x1,

    /// <summary>
    /// EPOLLPRI: urgent data (tcp(7)). A read stops at its mark, so a short read does not show how much is left.
    /// </summary>
    Urgent = 0x2,

    /// <summary>EPOLLOUT: there is room to send; or a connect has completed.</summary>
    Writable = 0x4,

    /// <summary>EPOLLERR: an error is pending. Always reported.</summary>
    Error = 0x8,

    /// <summary>EPOLLHUP: neither direction will move again, though bytes may be unread. Always reported.</summary>
    HangUp = 0x10,

    /// <summary>EPOLLRDHUP: the peer sent FIN; bytes from before it may still be unread.</summary>
    PeerClosed = 0x2000,
}

/// <summary>Queries on <see cref="Readiness"/>.</summary>
public static class ReadinessQuestions
{
    public static bool HasAny(this Readiness events, Readiness any) => (events & any) != Readiness.None;
}
