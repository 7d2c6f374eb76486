using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>An arriving client: everything that an admission decision is based on.</summary>
/// <param name="client">The address it came from, or the one that its proxy told.</param>
/// <param name="slot">The listener's counters and places, which outlive tables.</param>
/// <param name="listener">The listener in the table that the session will use.</param>
/// <param name="now">Absolute monotonic time in milliseconds.</param>
/// <param name="preread">The bytes read from the client first; empty if there are none.</param>
internal readonly ref struct Arrival(
    scoped in ClientAddress client, ListenerSlot slot, ListenerView listener, long now,
    ReadOnlySpan<byte> preread = default)
{
    public ClientAddress Client { get; } = client;

    public ListenerSlot Slot { get; } = slot;

    public ListenerView Listener { get; } = listener;

    public long Now { get; } = now;

    public ReadOnlySpan<byte> Preread { get; } = preread;

    /// <summary>
    /// False while a proxy is still to tell the client's address: what depends on it is decided when it is known, and
    /// the decision is made again then.
    /// </summary>
    public bool IsClientKnown { get; init; } = true;

    /// <summary>True if it is not one of the proxies that alone may connect.</summary>
    public bool IsFromStranger { get; init; }
}
