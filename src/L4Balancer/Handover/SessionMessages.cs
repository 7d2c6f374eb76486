using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Handover;

/// <summary>Sessions as values of messages, and back.</summary>
internal static class SessionMessages
{
    /// <param name="terms">The number of its terms.</param>
    public static SessionMessage Of(SessionExport session, int? terms) => new()
    {
        Account = session.Account.State,
        Phase = session.Phase,
        Stage = session.Stage,
        IsClientKnown = session.IsClientKnown,
        Listener = session.Account.Terms.Listener.Name,
        Terms = terms,
        Backend = session.Account.Terms.Backend,
        Preread = session.Preread.Length,
        Relay = session.Relay is { } relay ? Of(relay) : null,
    };

    /// <exception cref="HandoverException">It makes no sense.</exception>
    public static RelayState Read(RelayMessage relay, HeldBytes bytes)
    {
        var upload = Read(relay.Upload, bytes);
        var download = Read(relay.Download, bytes);
        var ending = relay.Ending is { } state ? new RelayEnding(state) : default;
        return new RelayState(upload, download, ending, new LastMove(relay.MovedAt, relay.IsUploadLast), relay.Reset);
    }

    private static RelayMessage Of(RelayState relay) => new()
    {
        Upload = Of(relay.Upload),
        Download = Of(relay.Download),
        Ending = relay.Ending.State,
        MovedAt = relay.Moved.At,
        IsUploadLast = relay.Moved.Turn == Side.Server,
        Reset = relay.Reset,
    };

    private static DirectionMessage Of(DirectionState direction) => new()
    {
        Held = direction.Held.Length,
        Bytes = direction.Bytes,
        Uncounted = direction.Uncounted,
        SourceEnd = direction.SourceEnd,
        IsEnded = direction.IsEnded,
        Gauge = direction.Gauge,
    };

    private static DirectionState Read(DirectionMessage direction, HeldBytes bytes) => HeldBytes.Checked(
        new DirectionState
        {
            Held = bytes.Take(direction.Held),
            Bytes = direction.Bytes,
            Uncounted = direction.Uncounted,
            SourceEnd = direction.SourceEnd,
            IsEnded = direction.IsEnded,
            Gauge = direction.Gauge,
        });
}
