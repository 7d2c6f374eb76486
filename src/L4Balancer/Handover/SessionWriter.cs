using System.Runtime.Versioning;
using System.Text.Json;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Handover;

/// <summary>
/// Sends sessions, in messages of a bounded size: what can be told of them while they run, and the rest once they stand
/// still. They stay the caller's.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SessionWriter(HandoverChannel channel)
{
    /// <summary>In one message: 100 KB or so.</summary>
    private const int FactsMax = 500;

    private readonly Dictionary<PoolTerms, int> _terms = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ulong, (int Number, SessionAccount Account)> _facts = [];
    private readonly List<SessionMessage> _sessions = [];
    private int _numbers;
    private readonly byte[] _records = new byte[SessionBatch.SessionsMax * StateRecord.Size];
    private readonly SessionBatch _ofRecords = new();
    private readonly SessionBatch _ofSessions = new();

    /// <summary>Sends the facts of sessions that have a backend, and run.</summary>
    public void SendFacts(IReadOnlyList<SessionAccount> accounts)
    {
        foreach (var some in accounts.Chunk(FactsMax))
        {
            var facts = new FactsMessage([.. some.Select(FactsOf)]);
            channel.Send(MessageKind.Facts, facts, SessionJson.Default.FactsMessage);
            foreach (var account in some) _facts[account.Id] = (_numbers++, account);
        }

        channel.Send(MessageKind.End, new EndMessage(accounts.Count, 0), HandoverJson.Default.EndMessage);
    }

    /// <summary>Sends sessions that stand still.</summary>
    public void Send(IReadOnlyList<SessionExport> sessions)
    {
        foreach (var session in sessions)
        {
            if (session.Relay is { Reset: null } && NumberOf(session.Account) is { } number) AddRecord(number, session);
            else AddSession(session);
        }

        if (_ofRecords.Count > 0) FlushRecords();
        if (_ofSessions.Count > 0) FlushSessions();
    }

    /// <summary>Of its facts; null if they were not sent, or have changed.</summary>
    private int? NumberOf(in SessionAccount account) =>
        _facts.TryGetValue(account.Id, out var sent) && account.HasFactsOf(sent.Account) ? sent.Number : null;

    private void AddRecord(int number, SessionExport session)
    {
        if (!_ofRecords.HasRoomFor(session)) FlushRecords();
        StateRecord.Write(_records.AsSpan(_ofRecords.Count * StateRecord.Size), number, session);
        _ofRecords.Add(session);
    }

    private void AddSession(SessionExport session)
    {
        if (!_ofSessions.HasRoomFor(session)) FlushSessions();
        _sessions.Add(SessionMessages.Of(session, session.Account.Terms.Pool is { } pool ? NumberOf(pool) : null));
        _ofSessions.Add(session);
    }

    private void FlushRecords() => _ofRecords.Send(
        channel, MessageKind.States, _records.AsSpan(0, _ofRecords.Count * StateRecord.Size));

    private void FlushSessions()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new SessionsMessage(_sessions), SessionJson.Default.SessionsMessage);
        _ofSessions.Send(channel, MessageKind.Sessions, json);
        _sessions.Clear();
    }

    private SessionFacts FactsOf(SessionAccount account) => new()
    {
        Account = account.State,
        Listener = account.Terms.Listener.Name,
        Terms = NumberOf(account.Terms.Pool!),
        Backend = account.Terms.Backend!,
    };

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
}
