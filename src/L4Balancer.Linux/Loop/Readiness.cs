namespace L4Balancer.Linux.Loop;

/// <summary>What a descriptor is ready for: the events of epoll_ctl(2).</summary>
[Flags]
public enum Readiness : uint
{
    None = 0,

    /// <summary>EPOLLIN: bytes, a FIN or a connection to accept.</summary>
    Readable = 0x1,

    /// <summary>EPOLLOUT: there is room to send; a connect is done.</summary>
    Writable = 0x4,

    /// <summary>EPOLLERR: an error waits to be read. Always reported.</summary>
    Error = 0x8,

    /// <summary>EPOLLHUP: neither direction will move again, though bytes may still be unread. Always reported.</summary>
    HangUp = 0x10,

    /// <summary>EPOLLRDHUP: the peer sent FIN; bytes from before it may still be unread.</summary>
    PeerClosed = 0x2000,
}
