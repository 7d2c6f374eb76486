using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Reads the first bytes of one client, before a backend is picked: a header that is meant for the balancer, or the
/// protocol's own first message, which names where the client wants to go. One object per session, on its loop.
/// </summary>
internal abstract class Preread
{
    /// <summary>How long the client may take, from its accept on.</summary>
    public abstract TimeSpan Timeout { get; }

    /// <summary>Asked with all bytes that have come so far, and again with more until it has an answer.</summary>
    /// <param name="bytes">From the first byte of the client on.</param>
    /// <param name="isLast">No more will come: the client sent FIN, the buffer is full, or the time is over.</param>
    public PrereadAnswer Ask(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var answer = Look(bytes, isLast);
        Invariant.Require(answer.Consumed <= bytes.Length, "A preread consumed bytes that it was not shown.");
        return isLast && !answer.IsDone ? PrereadAnswer.Refuse(CloseReason.ClientGone) : answer;
    }

    /// <summary>Looks at the bytes. Wanting more of the last ones is refusing the client.</summary>
    protected abstract PrereadAnswer Look(ReadOnlySpan<byte> bytes, bool isLast);
}

/// <summary>What a <see cref="Preread"/> found.</summary>
/// <param name="IsDone">False while more bytes are wanted.</param>
/// <param name="Refusal">Why the client is refused; <see cref="CloseReason.None"/> when it is not.</param>
/// <param name="Consumed">Bytes that were for the balancer: the backend gets what comes after them.</param>
/// <param name="Key">What the pool is chosen by; null is the listener's own pool.</param>
internal readonly record struct PrereadAnswer(bool IsDone, CloseReason Refusal, int Consumed, string? Key)
{
    public static PrereadAnswer More => default;

    public static PrereadAnswer Done(int consumed, string? key = null) => new(true, CloseReason.None, consumed, key);

    public static PrereadAnswer Refuse(CloseReason reason) => new(true, reason, 0, null);
}
