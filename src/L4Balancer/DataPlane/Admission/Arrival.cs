using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>A client at the door: all that an admission is decided by.</summary>
/// <param name="client">Where it came from.</param>
/// <param name="slot">The listener's counts and places, which outlive tables.</param>
/// <param name="listener">The listener as the table has it that the session will use.</param>
/// <param name="now">Absolute monotonic milliseconds.</param>
/// <param name="preread">The bytes that were wanted of the client first; empty when none were.</param>
internal readonly ref struct Arrival(
    in ClientAddress client, ListenerSlot slot, ListenerView listener, long now, ReadOnlySpan<byte> preread = default)
{
    public ClientAddress Client { get; } = client;

    public ListenerSlot Slot { get; } = slot;

    public ListenerView Listener { get; } = listener;

    public long Now { get; } = now;

    public ReadOnlySpan<byte> Preread { get; } = preread;
}
