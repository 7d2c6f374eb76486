using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>What was received is sent on, and reads as the same.</summary>
[SupportedOSPlatform("linux")]
internal static class SameAgain
{
    public static void Check(StateMessage state) => Check(state, HandoverJson.Default.StateMessage);

    public static void Check(TotalsMessage totals) => Check(totals, HandoverJson.Default.TotalsMessage);

    public static void Check(IReadOnlyList<DepartedSession> sessions, HandoverProcess process)
    {
        if (sessions.DistinctBy(session => session.Account.Id).Count() < sessions.Count) return;
        var exports = sessions.Select(Export).ToArray();
        using var packets = new MemoryPackets();
        using var channel = new HandoverChannel(packets);
        var writer = new SessionWriter(channel);
        writer.SendFacts([.. exports.Where(one => one.Relay is not null).Select(one => one.Account)]);
        writer.Send(exports);
        channel.Send(MessageKind.End, new EndMessage(exports.Length, 1), HandoverJson.Default.EndMessage);
        using var reader = process.NewReader();
        reader.Receive(channel);
        var end = reader.Receive(channel);
        Require(end.Sessions == reader.Sessions.Count);
        var pairs = sessions.OrderBy(one => one.Account.Id).Zip(reader.Sessions.OrderBy(one => one.Account.Id));
        foreach (var (one, other) in pairs) Require(AreSame(one, other));
    }

    private static void Check<T>(T value, JsonTypeInfo<T> type)
        where T : class
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var message = new HandoverMessage(default, text, default, []);
        Require(JsonSerializer.SerializeToUtf8Bytes(message.Read(type), type).AsSpan().SequenceEqual(text));
    }

    private static SessionExport Export(DepartedSession session) => new(
        1, session.Server is null ? -1 : 2, session.Phase, session.Account, session.Stage, session.IsClientKnown,
        session.Preread, session.Relay);

    private static bool AreSame(DepartedSession one, DepartedSession other) =>
        one.Account.State == other.Account.State && one.Account.Terms.Backend == other.Account.Terms.Backend
        && (one.Phase, one.Stage, one.IsClientKnown) == (other.Phase, other.Stage, other.IsClientKnown)
        && one.Preread.Span.SequenceEqual(other.Preread.Span) && AreSame(one.Relay, other.Relay);

    private static bool AreSame(RelayState? one, RelayState? other) => one is null || other is null
        ? one is null && other is null
        : (one.Ending.State, one.Moved, one.Reset) == (other.Ending.State, other.Moved, other.Reset)
            && AreSame(one.Upload, other.Upload) && AreSame(one.Download, other.Download);

    private static bool AreSame(DirectionState one, DirectionState other) =>
        one.Held.Span.SequenceEqual(other.Held.Span) && one with { Held = default } == other with { Held = default };

    private static void Require(bool isTrue)
    {
        if (!isTrue) throw new FuzzFailureException("what is sent reads as something else");
    }
}
