using System.Runtime.InteropServices;
using System.Text.Json;
using L4Balancer.Core;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Handover;

/// <summary>Sends sessions, in messages of a bounded size. They stay the caller's.</summary>
internal sealed class SessionWriter(HandoverChannel channel)
{
    /// <summary>Two descriptors each.</summary>
    private const int SessionsMax = DescriptorChannel.DescriptorsMax / 2;

    private readonly Dictionary<PoolTerms, int> _terms = new(ReferenceEqualityComparer.Instance);
    private readonly List<SessionMessage> _sessions = [];
    private readonly List<int> _descriptors = [];
    private readonly List<ReadOnlyMemory<byte>> _bytes = [];
    private long _length;

    public void Send(IEnumerable<SessionExport> sessions)
    {
        foreach (var session in sessions)
        {
            var length = session.Preread.Length + LengthOf(session.Relay);
            if (_sessions.Count == SessionsMax || _length + length > Limits.HandoverBytesMax) Flush();
            Add(session);
            _length += length;
        }

        Flush();
    }

    private void Flush()
    {
        if (_sessions.Count == 0) return;
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new SessionsMessage(_sessions), SessionJson.Default.SessionsMessage);
        channel.SendParts(MessageKind.Sessions, json, _bytes, CollectionsMarshal.AsSpan(_descriptors));
        _sessions.Clear();
        _descriptors.Clear();
        _bytes.Clear();
        _length = 0;
    }

    private void Add(SessionExport session)
    {
        var terms = session.Account.Terms;
        _sessions.Add(new SessionMessage
        {
            Account = session.Account.State,
            Phase = session.Phase,
            Stage = session.Stage,
            IsClientKnown = session.IsClientKnown,
            Listener = terms.Listener.Name,
            Terms = terms.Pool is { } pool ? NumberOf(pool) : null,
            Backend = terms.Backend,
            Preread = session.Preread.Length,
            Relay = session.Relay is { } relay ? MessageOf(relay) : null,
        });
        _descriptors.Add(session.Client);
        if (session.Server >= 0) _descriptors.Add(session.Server);
        _bytes.Add(session.Preread);
        if (session.Relay is null) return;
        _bytes.Add(session.Relay.Upload.Held);
        _bytes.Add(session.Relay.Download.Held);
    }

    /// <summary>Sends terms that have not been sent yet, before the sessions that have them.</summary>
    private int NumberOf(PoolTerms terms)
    {
        if (_terms.TryGetValue(terms, out var known)) return known;
        channel.Send(
            MessageKind.Terms,
            new TermsMessage
            {
                Pool = terms.Name,
                Timeouts = terms.Timeouts,
                Tcp = terms.Tcp,
                Protocol = terms.Protocol,
                SendProxy = terms.SendProxy,
                Source = terms.Source,
            },
            HandoverJson.Default.TermsMessage);
        return _terms[terms] = _terms.Count;
    }

    private static long LengthOf(RelayState? relay) =>
        relay is null ? 0 : (long)relay.Upload.Held.Length + relay.Download.Held.Length;

    private static RelayMessage MessageOf(RelayState relay) => new()
    {
        Upload = MessageOf(relay.Upload),
        Download = MessageOf(relay.Download),
        Ending = relay.Ending.State,
        MovedAt = relay.Moved.At,
        IsUploadLast = relay.Moved.Turn == Side.Server,
        Reset = relay.Reset,
    };

    private static DirectionMessage MessageOf(DirectionState direction) => new()
    {
        Held = direction.Held.Length,
        Bytes = direction.Bytes,
        Uncounted = direction.Uncounted,
        SourceEnd = direction.SourceEnd,
        IsEnded = direction.IsEnded,
        Gauge = direction.Gauge,
    };
}
