using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Admission;

/// <summary>Binds an address, and listens on it unless it shares its port with others.</summary>
/// <param name="listener">The listener of the address: its backlog, and the options of its sockets.</param>
/// <param name="how">What is there already.</param>
/// <returns>The bound address, or the reason it cannot be bound.</returns>
internal delegate (T? Bound, string? Cause) BindOne<T>(ListenerConfig listener, BindAddress address, BindHow how)
    where T : class, IBoundAddress;

/// <summary>What is there already of an address that is to be bound.</summary>
/// <param name="IsBeside">Sockets of this process listen on an address that overlaps it, and allow sharing: it takes no
/// client from them before it starts.</param>
/// <param name="Inherited">Sockets that listen on this address already, of a process that handed them over; null if
/// there are none.</param>
internal readonly record struct BindHow(bool IsBeside, InheritedListener? Inherited = null);
