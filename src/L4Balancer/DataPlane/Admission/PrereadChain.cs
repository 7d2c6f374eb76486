using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// The prereads of one client, one after another, the bytes that they share, and what they have found. It knows no
/// socket: the engine reads, adds and asks. A session keeps it until its end. One thread.
/// </summary>
/// <param name="bytes">Consumed from the front; the backend gets what is left.</param>
/// <param name="isClientKnown">True if the client's address has been found before.</param>
internal sealed class PrereadChain(FirstBytes bytes, bool isClientKnown = false)
{
    private bool _hasUnseen;

    public FirstBytes Bytes => bytes;

    /// <summary>The current preread, or the last one; null before the first.</summary>
    public Preread? Rule { get; private set; }

    /// <summary>The key by which the pool is chosen: the last one that was found.</summary>
    public string? Key { get; private set; }

    /// <summary>The only backend that the client wants; null if the policy picks one.</summary>
    public CancelTarget? Target { get; private set; }

    /// <summary>True once no preread can change the client's address any more: the first one does, if any.</summary>
    public bool IsClientKnown { get; private set; } = isClientKnown;

    /// <summary>True if there are bytes that the current preread has not been shown: it is asked before more are read.
    /// </summary>
    public bool HasUnseen => _hasUnseen && bytes.Count > 0;

    /// <summary>How many more bytes the current preread would look at.</summary>
    public int Room => Math.Max(0, Rule!.BytesMax - bytes.Count);

    public void Begin(Preread rule) => (Rule, _hasUnseen) = (rule, true);

    /// <summary>Shows the current preread all bytes, and takes away those that it consumes.</summary>
    public PrereadAnswer Ask(PrereadEnd end)
    {
        var answer = Rule!.Ask(bytes.Span, end);
        bytes.Consume(answer.Consumed);
        _hasUnseen = answer.Consumed > 0;
        if (!answer.IsDone || answer.Refusal != CloseReason.None) return answer;
        IsClientKnown = true;
        (Key, Target) = (answer.Key ?? Key, answer.Target ?? Target);
        return answer;
    }
}
