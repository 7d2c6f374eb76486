using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Reads the first bytes of one client, before a backend is picked: a header meant for the balancer, or the protocol's
/// own first message, which names the destination that the client wants. One object per session, on its loop.
/// </summary>
internal abstract class Preread
{
    /// <summary>How long the client may take; the time it waited in line before does not count.</summary>
    public abstract TimeSpan Timeout { get; }

    /// <summary>Called with all bytes received so far, and again with more until it has an answer.</summary>
    /// <param name="bytes">All bytes from the client's first one.</param>
    /// <param name="isLast">No more will come: the client has sent FIN, the buffer is full, or the time is up.</param>
    public PrereadAnswer Ask(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var answer = Look(bytes, isLast);
        Invariant.Require(answer.Consumed <= bytes.Length, "A preread consumed bytes that it was not shown.");
        return isLast && !answer.IsDone ? PrereadAnswer.Refuse(CloseReason.ClientGone) : answer;
    }

    /// <summary>Inspects the bytes. Asking for more after the last ones refuses the client.</summary>
    protected abstract PrereadAnswer Look(ReadOnlySpan<byte> bytes, bool isLast);
}

/// <summary>The result of a <see cref="Preread"/>.</summary>
/// <param name="IsDone">False while more bytes are needed.</param>
/// <param name="Refusal">Why the client is refused; <see cref="CloseReason.None"/> if it is not.</param>
/// <param name="Consumed">Bytes meant for the balancer: the backend gets the bytes after them.</param>
/// <param name="Key">The key by which the pool is chosen; null for the listener's own pool.</param>
internal readonly record struct PrereadAnswer(bool IsDone, CloseReason Refusal, int Consumed, string? Key)
{
    /// <summary>The only backend that the client wants; null if the policy picks one.</summary>
    public CancelTarget? Target { get; init; }

    public static PrereadAnswer More => default;

    public static PrereadAnswer Done(int consumed, string? key = null) => new(true, CloseReason.None, consumed, key);

    public static PrereadAnswer Refuse(CloseReason reason) => new(true, reason, 0, null);
}
