using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux.Handles;

namespace L4Balancer.Handover;

/// <summary>Takes in sessions as they are received. Nothing touches their connections.</summary>
internal sealed class SessionReader(ArrivingTerms arriving) : IDisposable
{
    private static readonly PoolCounters None = new(); // Replaced by those of this process.

    private readonly List<PoolTerms> _terms = [];
    private readonly List<DepartedSession> _sessions = [];

    /// <summary>Those received so far.</summary>
    public IReadOnlyList<DepartedSession> Sessions => _sessions;

    /// <exception cref="HandoverException">It makes no sense.</exception>
    public void AddTerms(TermsMessage terms) => _terms.Add(
        new PoolTerms(terms.Pool, terms.Timeouts, terms.Tcp, terms.Protocol, None)
        {
            SendProxy = terms.SendProxy,
            Source = terms.Source,
        });

    /// <exception cref="HandoverException">It makes no sense; the message still owns its descriptors.</exception>
    public void Add(HandoverMessage message)
    {
        var sessions = message.Read(SessionJson.Default.SessionsMessage).Sessions;
        if (sessions.Sum(DescriptorsOf) != message.Descriptors.Count)
            throw new HandoverException("sessions and their descriptors do not match");
        var (descriptors, bytes) = (new Queue<SafeFd>(message.Descriptors), new Parts(message.Bytes));
        var read = sessions.Select(session => Read(session, descriptors, bytes)).ToArray();
        if (!bytes.IsEmpty) throw new HandoverException("sessions and their bytes do not match");
        _sessions.AddRange(read);
    }

    /// <summary>The same, which the caller owns from here on.</summary>
    public IReadOnlyList<DepartedSession> TakeAll()
    {
        DepartedSession[] taken = [.. _sessions];
        _sessions.Clear();
        return taken;
    }

    /// <summary>Closes the connections of this process to sessions that nobody has gone on with.</summary>
    public void Dispose()
    {
        foreach (var session in _sessions) session.Dispose();
    }

    private static int DescriptorsOf(SessionMessage session) => session.Relay is null ? 1 : 2;

    private DepartedSession Read(SessionMessage session, Queue<SafeFd> descriptors, Parts bytes)
    {
        var isConnected = session.Phase.IsConnected();
        if (!session.Phase.IsRunning() || isConnected != (session.Relay is not null)
            || isConnected != (session.Backend is not null) || (isConnected && session.Terms is null))
            throw new HandoverException($"session {session.Account.Id} contradicts itself");
        var terms = session.Terms is not { } number ? null
            : number >= 0 && number < _terms.Count ? _terms[number]
            : throw new HandoverException($"session {session.Account.Id} has unknown terms");
        var account = arriving.Resolve(session.Account, session.Listener, terms, session.Backend);
        var client = descriptors.Dequeue();
        var server = isConnected ? descriptors.Dequeue() : null;
        var preread = bytes.Take(session.Preread);
        return new DepartedSession(
            client, server, session.Phase, account, session.Stage, session.IsClientKnown, preread,
            session.Relay is { } relay ? Read(relay, bytes) : null);
    }

    private static RelayState Read(RelayMessage relay, Parts bytes)
    {
        var upload = Read(relay.Upload, bytes);
        var download = Read(relay.Download, bytes);
        var ending = relay.Ending is { } state ? new RelayEnding(state) : default;
        return new RelayState(upload, download, ending, new LastMove(relay.MovedAt, relay.IsUploadLast), relay.Reset);
    }

    private static DirectionState Read(DirectionMessage direction, Parts bytes)
    {
        if (direction.Held > Limits.HeldBytesMax || direction.Bytes < 0 || direction.Uncounted < 0
            || direction.Held > direction.Bytes + direction.Uncounted || (direction.IsEnded && direction.Held > 0))
            throw new HandoverException("a direction contradicts itself");
        return new DirectionState
        {
            Held = bytes.Take(direction.Held),
            Bytes = direction.Bytes,
            Uncounted = direction.Uncounted,
            SourceEnd = direction.SourceEnd,
            IsEnded = direction.IsEnded,
            Gauge = direction.Gauge,
        };
    }

    /// <summary>Bytes that are taken from the front.</summary>
    private sealed class Parts(ReadOnlyMemory<byte> bytes)
    {
        private ReadOnlyMemory<byte> _left = bytes;

        public bool IsEmpty => _left.IsEmpty;

        public ReadOnlyMemory<byte> Take(int count)
        {
            if (count < 0 || count > _left.Length) throw new HandoverException("bytes of a session are missing");
            var part = _left[..count];
            _left = _left[count..];
            return part;
        }
    }
}
