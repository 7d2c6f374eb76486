using System.Net;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>Sessions as messages: what is sent is what is received, and what makes no sense is refused.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
internal sealed class SessionMessagesTests
{
    private static readonly NetAddress Backend = NetAddress.FromIp(IPAddress.Loopback, 3306);

    private RunningBalancer _balancer = null!;
    private HandoverChannel _to = null!;
    private HandoverChannel _from = null!;
    private SafeFd _connection = null!;
    private SafeFd _peer = null!;
    private SessionReader _reader = null!;
    private BackendTable _table = null!;
    private PoolView _pool = null!;
    private ListenerCounters _listener = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        var (end, other) = DescriptorChannel.CreatePair();
        (_to, _from) = (new HandoverChannel(end), new HandoverChannel(new DescriptorChannel(other)));
        _balancer = await RunningBalancer.StartAsync(TestedEngine.Native, [Backend]);
        (_connection, _peer) = StreamSockets.CreatePair();
        _table = _balancer.Balancer.Table;
        _pool = _table.Pools["pool"];
        _listener = new ListenerCounters("listener");
        _reader = new SessionReader(new ArrivingTerms(_table, _ => _listener));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _balancer.DisposeAsync();
        _reader.Dispose();
        foreach (var owned in new IDisposable[] { _to, _from, _connection, _peer }) owned.Dispose();
    }

    [Test]
    public void Every_state_arrives_as_it_was_sent([Values] bool hasFacts)
    {
        var random = new Random(Seeds.Next());
        var sent = Enumerable.Range(0, 400).Select(i => Make((ulong)i + 1, random)).ToArray();
        var writer = new SessionWriter(_to);
        if (hasFacts)
        {
            var known = sent.Where(_ => random.Next(10) > 0).Select(session => session.Account).ToArray();
            Pass(() => writer.SendFacts(known));
            Assert.That(_reader.Facts, Is.EqualTo(known.Length));
        }

        Pass(() =>
        {
            writer.Send(sent);
            _to.Send(MessageKind.End, new EndMessage(sent.Length, 7), HandoverJson.Default.EndMessage);
        });
        var received = _reader.Sessions.OrderBy(session => session.Account.Id).ToArray();
        Assert.That(received, Has.Length.EqualTo(sent.Length));
        foreach (var (one, other) in sent.Zip(received)) AssertSame(one, other);
    }

    [Test]
    public void A_state_that_makes_no_sense_is_refused_and_nothing_else_happens()
    {
        var random = new Random(Seeds.Next());
        var (understood, refused) = (0, 0);
        for (var round = 0; round < 2000; round++)
        {
            var reader = new SessionReader(new ArrivingTerms(_table, _ => _listener));
            var session = Make(1, random);
            Receive(reader, () => new SessionWriter(_to).SendFacts([session.Account]));
            var record = new byte[StateRecord.Size];
            StateRecord.Write(record, 0, session);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                record[random.Next(record.Length)] = (byte)random.Next(256);
            var value = record.AsSpan(0, random.Next(20) == 0 ? random.Next(record.Length) : record.Length).ToArray();
            var relay = session.Relay!;
            _to.SendParts(
                MessageKind.States, value, [relay.Upload.Held, relay.Download.Held],
                random.Next(20) == 0 ? [_connection.Number] : [_connection.Number, _connection.Number]);
            _to.Send(MessageKind.End, new EndMessage(1, 0), HandoverJson.Default.EndMessage);
            try
            {
                reader.Receive(_from);
                understood++;
            }
            catch (HandoverException)
            {
                refused++;
                _from.Receive().Dispose(); // The end.
            }

            reader.Dispose();
        }

        TestContext.Out.WriteLine($"{understood} were understood, and {refused} refused.");
        Assert.That(Math.Min(understood, refused), Is.Positive);
    }

    [TestCase(1, TestName = "Facts_that_were_not_sent_are_missed")]
    [TestCase(-1, TestName = "A_negative_number_of_facts_is_refused")]
    [TestCase(0, TestName = "Facts_are_used_once")]
    public void A_number_of_facts_is_checked(int number)
    {
        var session = Make(1, new Random(1));
        Pass(() => new SessionWriter(_to).SendFacts([session.Account]));
        var records = new byte[2 * StateRecord.Size];
        StateRecord.Write(records, 0, session);
        StateRecord.Write(records.AsSpan(StateRecord.Size), number, session);
        var (up, down) = (session.Relay!.Upload.Held, session.Relay.Download.Held);
        _to.SendParts(
            MessageKind.States, records, [up, down, up, down], [.. Enumerable.Repeat(_connection.Number, 4)]);
        Assert.That(() => _reader.Receive(_from), Throws.InstanceOf<HandoverException>());
    }

    private static void AssertSame(SessionExport one, DepartedSession other)
    {
        Assert.That(
            (other.Account.State, other.Phase, other.Stage, other.IsClientKnown),
            Is.EqualTo((one.Account.State, one.Phase, one.Stage, one.IsClientKnown)));
        var (sent, received) = (one.Relay!, other.Relay!);
        Assert.That(received.Ending.State, Is.EqualTo(sent.Ending.State));
        Assert.That((received.Moved, received.Reset), Is.EqualTo((sent.Moved, sent.Reset)));
        AssertSame(sent.Upload, received.Upload);
        AssertSame(sent.Download, received.Download);
    }

    private static void AssertSame(DirectionState sent, DirectionState received)
    {
        Assert.That(received.Held.ToArray(), Is.EqualTo(sent.Held.ToArray()));
        Assert.That(received with { Held = default }, Is.EqualTo(sent with { Held = default }));
    }

    private SessionExport Make(ulong id, Random random)
    {
        var account = SessionAccount.Of(
            new AccountState
            {
                Id = id,
                AcceptedAt = random.Next(),
                ReportedAt = random.Next(),
                UploadCounted = random.Next(),
                DownloadCounted = random.Next(),
                ConnectMicroseconds = random.Next(),
                Retries = random.Next(3),
                Client = ClientAddress.Of(new IPEndPoint(IPAddress.Loopback, random.Next(1, 65536))),
            },
            new SessionTerms(_listener, _pool.Terms, Backend, _pool.Set.All[0].Counters));
        var ending = random.Next(2) == 0 ? default : new RelayEnding(new EndingState(
            (Side)random.Next(2), Flip(), Flip(), Flip(), Flip(), Flip()));
        return new SessionExport(
            _connection.Number, _connection.Number, Flip() ? SessionPhase.Relaying : SessionPhase.HalfClosed, account,
            AdmissionStage.Admitted, Flip(), default,
            new RelayState(
                Direction(random), Direction(random), ending, new LastMove(random.NextInt64(1L << 40), Flip()),
                random.Next(20) == 0 ? new ResetWait(5, 6, 7) : null));

        bool Flip() => random.Next(2) == 0;
    }

    private static DirectionState Direction(Random random)
    {
        var (held, isEnded) = (new byte[random.Next(4) == 0 ? random.Next(1, 3000) : 0], random.Next(4) == 0);
        random.NextBytes(held);
        if (isEnded) held = [];
        return new DirectionState
        {
            Held = held,
            Bytes = held.Length + random.NextInt64(1L << 40),
            Uncounted = random.Next(100),
            SourceEnd = random.Next(3) == 0 ? (DirectionEnd)random.Next(2) : null,
            IsEnded = isEnded,
            Gauge = random.Next(2) == 0 ? null
                : new GaugeState((RelayKind)random.Next(3), random.Next(), random.Next(2) == 0),
        };
    }

    private void Pass(Action send) => Receive(_reader, send);

    /// <summary>At the same time: what is sent may be more than fits into the channel.</summary>
    private void Receive(SessionReader reader, Action send)
    {
        var sending = Task.Run(send);
        reader.Receive(_from);
        sending.Wait();
    }
}
