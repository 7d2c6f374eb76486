namespace L4Balancer.Handover;

/// <summary>
/// What a message is; docs/handover-protocol.md has their order. A number is never reused. Any two versions understand
/// <see cref="Hello"/>, <see cref="Refuse"/>, <see cref="State"/>, <see cref="Listeners"/>, <see cref="Decline"/>,
/// <see cref="Commit"/> and <see cref="Taken"/>, so that they can pass on the listening sockets.
/// </summary>
internal enum MessageKind : byte
{
    /// <summary>The successor names its version; the first message.</summary>
    Hello = 1,

    /// <summary>Either side gives up, and says why.</summary>
    Refuse = 2,

    /// <summary>What the predecessor knows, and its configuration.</summary>
    State = 3,

    /// <summary>The listening sockets, in messages of at most 253 descriptors.</summary>
    Listeners = 4,

    /// <summary>The successor could serve; the predecessor may stop its sessions.</summary>
    Ready = 5,

    /// <summary>Terms of sessions that follow.</summary>
    Terms = 6,

    /// <summary>Some sessions, with their connections and the bytes that they hold.</summary>
    Sessions = 7,

    /// <summary>All sessions were sent; with the counts at this moment.</summary>
    End = 8,

    /// <summary>The successor has everything, and has not touched a connection.</summary>
    Prepared = 9,

    /// <summary>The sessions are the successor's.</summary>
    Commit = 10,

    /// <summary>The successor begins to serve.</summary>
    Taken = 11,

    /// <summary>What the predecessor has counted since it sent its state; the last message.</summary>
    Totals = 12,

    /// <summary>
    /// A part of what the predecessor remembers: with its state, once the successor is ready, or before its totals.
    /// </summary>
    Memory = 13,

    /// <summary>The successor has started, and asks for what can be told of sessions while they run.</summary>
    Started = 14,

    /// <summary>Facts of sessions that run; an <see cref="End"/> follows the last.</summary>
    Facts = 15,

    /// <summary>
    /// Some sessions whose facts were sent, with their connections and the bytes that they hold. The value is a
    /// <see cref="StateRecord"/> for each.
    /// </summary>
    States = 16,

    /// <summary>Every session runs in the successor, and clients are accepted. Nothing depends on it.</summary>
    Running = 17,

    /// <summary>Instead of <see cref="Ready"/>: the successor takes the listening sockets only, and says why.</summary>
    Decline = 18,
}

/// <summary>What follows from the kind of a message.</summary>
internal static class MessageKinds
{
    /// <summary>Whether messages of this kind may have descriptors.</summary>
    public static bool HasDescriptors(this MessageKind kind) =>
        kind is MessageKind.Listeners or MessageKind.States or MessageKind.Sessions;
}
