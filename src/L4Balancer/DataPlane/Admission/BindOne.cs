using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Admission;

/// <summary>Binds an address, and listens on it unless it shares its port with others.</summary>
/// <param name="backlog">The length of the kernel's queue of clients.</param>
/// <param name="isBeside">Sockets of this process listen on an address that overlaps it, and allow sharing: it takes no
/// client from them before it starts.</param>
/// <returns>The bound address, or the reason it cannot be bound.</returns>
internal delegate (T? Bound, string? Cause) BindOne<T>(BindAddress address, int backlog, bool isBeside)
    where T : class, IBoundAddress;
