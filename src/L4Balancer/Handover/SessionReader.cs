using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux.Handles;

namespace L4Balancer.Handover;

/// <summary>Takes in sessions as they are received. Nothing touches their connections.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SessionReader(ArrivingTerms arriving) : IDisposable
{
    private static readonly PoolCounters None = new(); // Replaced by those of this process.

    private readonly List<PoolTerms> _terms = [];
    private readonly List<SessionAccount?> _facts = []; // Null once the session has come.
    private readonly List<DepartedSession> _sessions = [];

    /// <summary>Those received so far.</summary>
    public IReadOnlyList<DepartedSession> Sessions => _sessions;

    /// <summary>Of how many sessions there are facts.</summary>
    public int Facts => _facts.Count;

    /// <summary>Takes in everything up to an end.</summary>
    /// <exception cref="HandoverException">It makes no sense, or the other side has given up.</exception>
    /// <param name="remember">Gets what else the predecessor remembers; null if nothing may come.</param>
    public EndMessage Receive(HandoverChannel channel, Action<HandoverMessage>? remember = null)
    {
        while (true)
        {
            var message = channel.Receive();
            if (message.Kind == MessageKind.End) return message.Read(HandoverJson.Default.EndMessage);
            try
            {
                Add(message, remember);
            }
            catch
            {
                message.Dispose(); // It owns its descriptors until its sessions are among those that were received.
                throw;
            }
        }
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

    private void Add(HandoverMessage message, Action<HandoverMessage>? remember)
    {
        switch (message.Kind)
        {
            case MessageKind.Terms:
                AddTerms(message.Read(HandoverJson.Default.TermsMessage));
                break;
            case MessageKind.Facts:
                AddFacts(message.Read(SessionJson.Default.FactsMessage));
                break;
            case MessageKind.States:
                AddStates(message);
                break;
            case MessageKind.Sessions:
                AddSessions(message);
                break;
            case MessageKind.Memory when remember is not null:
                remember(message);
                break;
            default:
                throw HandoverChannel.Unexpected(message);
        }
    }

    private void AddTerms(TermsMessage terms)
    {
        if (_terms.Count == Limits.HandoverSessionsMax) throw new HandoverException("too many terms");
        _terms.Add(new PoolTerms(terms.Pool, terms.Timeouts, terms.Tcp, terms.Protocol, None)
        {
            SendProxy = terms.SendProxy,
            Source = terms.Source,
        });
    }

    private void AddFacts(FactsMessage facts)
    {
        if (_facts.Count + facts.Sessions.Count > Limits.HandoverSessionsMax)
            throw new HandoverException("too many sessions");
        foreach (var session in facts.Sessions)
            _facts.Add(arriving.Resolve(session.Account, session.Listener, TermsOf(session.Terms), session.Backend));
    }

    /// <summary>Sessions whose facts have come.</summary>
    private void AddStates(HandoverMessage message)
    {
        var records = message.Json.Span;
        var bytes = new HeldBytes(message.Bytes);
        var (count, rest) = Math.DivRem(records.Length, StateRecord.Size);
        if (rest != 0 || 2 * count != message.Descriptors.Count)
            throw new HandoverException("sessions and their descriptors do not match");
        var read = new DepartedSession[count];
        for (var i = 0; i < read.Length; i++)
        {
            var state = StateRecord.Read(records[(i * StateRecord.Size)..], bytes);
            read[i] = new DepartedSession(
                message.Descriptors[2 * i], message.Descriptors[2 * i + 1], state.Phase,
                TakeFacts(state.Number).With(state.Counts), state.Stage, state.IsClientKnown, default, state.Relay);
        }

        bytes.End();
        _sessions.AddRange(read);
    }

    private void AddSessions(HandoverMessage message)
    {
        var sessions = message.Read(SessionJson.Default.SessionsMessage).Sessions;
        if (sessions.Sum(DescriptorsOf) != message.Descriptors.Count)
            throw new HandoverException("sessions and their descriptors do not match");
        var (descriptors, bytes) = (new Queue<SafeFd>(message.Descriptors), new HeldBytes(message.Bytes));
        var read = sessions.Select(session => Read(session, descriptors, bytes)).ToArray();
        bytes.End();
        _sessions.AddRange(read);
    }

    private static int DescriptorsOf(SessionMessage session) => session.Relay is null ? 1 : 2;

    private SessionAccount TakeFacts(int number)
    {
        if (number < 0 || number >= _facts.Count || _facts[number] is not { } facts)
            throw new HandoverException("a session is handed over whose facts are not known");
        _facts[number] = null;
        return facts;
    }

    private PoolTerms TermsOf(int number) => number >= 0 && number < _terms.Count
        ? _terms[number]
        : throw new HandoverException("a session has unknown terms");

    private DepartedSession Read(SessionMessage session, Queue<SafeFd> descriptors, HeldBytes bytes)
    {
        var isConnected = session.Phase.IsConnected();
        if (!session.Phase.IsRunning() || session.Stage is < AdmissionStage.Accepted or > AdmissionStage.Admitted
            || isConnected != (session.Relay is not null)
            || isConnected != (session.Backend is not null) || (isConnected && session.Terms is null))
            throw new HandoverException($"session {session.Account.Id} contradicts itself");
        var terms = session.Terms is { } number ? TermsOf(number) : null;
        var account = arriving.Resolve(session.Account, session.Listener, terms, session.Backend);
        var client = descriptors.Dequeue();
        var server = isConnected ? descriptors.Dequeue() : null;
        var preread = bytes.Take(session.Preread);
        return new DepartedSession(
            client, server, session.Phase, account, session.Stage, session.IsClientKnown, preread,
            session.Relay is { } relay ? SessionMessages.Read(relay, bytes) : null);
    }
}
