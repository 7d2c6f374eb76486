using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Reads the first bytes of one client, before a backend is picked: a header meant for the balancer, or the protocol's
/// own first message, which names the destination that the client wants. One object per session, on its loop. A session
/// may have several, one after another: each sees what those before it have not consumed.
/// </summary>
internal abstract class Preread
{
    /// <summary>Enough for the first message of most protocols.</summary>
    private const int UsualBytes = 4096;

    /// <summary>How long the client may take; the time it waited in line before does not count.</summary>
    public abstract TimeSpan Timeout { get; }

    /// <summary>The most bytes it looks at, at least 1; with as many, and no answer, nothing more is read.</summary>
    public virtual int BytesMax => UsualBytes;

    /// <summary>Called with all bytes received and not consumed, and again with more until it has an answer.</summary>
    /// <param name="bytes">All bytes from the client's first one that is not consumed.</param>
    /// <param name="end">Why no more will come; None if more may.</param>
    public PrereadAnswer Ask(ReadOnlySpan<byte> bytes, PrereadEnd end)
    {
        var answer = Look(bytes, end);
        Invariant.Require(answer.Consumed <= bytes.Length, "A preread consumed bytes that it was not shown.");
        return end == PrereadEnd.None || answer.IsDone || answer.Consumed > 0
            ? answer
            : PrereadAnswer.Refuse(CloseReason.ClientGone);
    }

    /// <summary>
    /// Inspects the bytes. Asking for more after the last ones, without having consumed any, refuses the client as one
    /// that has gone; where that is not true, the answer says why it is refused.
    /// </summary>
    protected abstract PrereadAnswer Look(ReadOnlySpan<byte> bytes, PrereadEnd end);
}

/// <summary>Why a <see cref="Preread"/> will not be shown more bytes.</summary>
internal enum PrereadEnd
{
    /// <summary>More may come.</summary>
    None,

    /// <summary>The client has sent FIN.</summary>
    ClientEnded,

    /// <summary>There are <see cref="Preread.BytesMax"/> bytes.</summary>
    Full,

    /// <summary>The client took <see cref="Preread.Timeout"/>.</summary>
    TimeUp,
}

/// <summary>The result of a <see cref="Preread"/>.</summary>
/// <param name="IsDone">False while more bytes are needed.</param>
/// <param name="Refusal">Why the client is refused; <see cref="CloseReason.None"/> if it is not.</param>
/// <param name="Consumed">Bytes meant for the balancer: whoever is next gets the bytes after them. Also while more are
/// needed: they are not shown again.</param>
/// <param name="Key">The key by which the pool is chosen; null for the listener's own pool.</param>
internal readonly record struct PrereadAnswer(bool IsDone, CloseReason Refusal, int Consumed, string? Key)
{
    /// <summary>The only backend that the client wants; null if the policy picks one.</summary>
    public CancelTarget? Target { get; init; }

    /// <summary>The address that the client really has; null if it is the one known so far.</summary>
    public ClientAddress? Client { get; init; }

    /// <summary>What else the bytes tell of the client; null if nothing. Also while more are needed.</summary>
    public ClientFacts? Facts { get; init; }

    /// <summary>A few bytes that the client is sent before anything else happens; the kernel takes them at once.
    /// </summary>
    public ReadOnlyMemory<byte> Reply { get; init; }

    /// <summary>What is wrong, for the log, with a client that is refused; null if its reason says it all.</summary>
    public string? Cause { get; init; }

    public static PrereadAnswer More => default;

    public static PrereadAnswer Done(int consumed, string? key = null) => new(true, CloseReason.None, consumed, key);

    public static PrereadAnswer Refuse(CloseReason reason) => new(true, reason, 0, null);
}
