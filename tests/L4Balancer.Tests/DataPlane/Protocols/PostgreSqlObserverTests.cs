using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;
using static L4Balancer.Tests.DataPlane.Protocols.PostgreSqlBytes;

namespace L4Balancer.Tests.DataPlane.Protocols;

internal sealed class PostgreSqlObserverTests
{
    private const SessionRest Busy = SessionRest.Busy;
    private const SessionRest Idle = SessionRest.Idle;
    private const SessionRest Unknown = SessionRest.Unknown;

    private readonly CancelTarget _one = TargetAt(1);
    private readonly CancelTarget _two = TargetAt(2);
    private CancelKeys _keys = new();

    [SetUp]
    public void Forget() => _keys = new CancelKeys();

    [Test]
    public void A_session_rests_after_ReadyForQuery_outside_a_transaction() => Check(LoggedIn()
        .Client(Message('Q', "BEGIN\0")).Server([.. Message('C', "BEGIN\0"), .. Ready('T')], Busy)
        .Client(Message('Q', "SELECT 1\0")).Server(Message('T', "x"), Busy).Server(Message('D', "y"), Busy)
        .Server([.. Message('C', "SELECT 1\0"), .. Ready('T')], Busy)
        .Client(Message('Q', "bad\0")).Server([.. Message('E', "!"), .. Ready('E')], Busy)
        .Client(Message('Q', "ROLLBACK\0")).Server([.. Message('C', "ROLLBACK\0"), .. Ready('I')])
        .Server(Message('N', "notice")).Server(Message('S', "TimeZone\0UTC\0"))
        .Client(Message('F', "\0\0\0\u0001")).Server([.. Message('V', "x"), .. Ready('I')]));

    [Test]
    public void Encryption_that_is_refused_changes_nothing_and_one_that_is_agreed_is_given_up()
    {
        Check(LoggedIn(new Script()
            .Client(First(80877104)).Server("N", Busy).Client(First(80877103)).Server("N", Busy)));
        Check(new Script().Client(First(80877103)).Server("S", Unknown).Client("\u0016\u0003\u0001", Unknown));
        Check(new Script().Client(First(80877104)).Server("G", Unknown));
        Check(new Script().Client("\u0016\u0003\u0001\u0002\0\u0001\0\u0001", Unknown));
    }

    [Test]
    public void Every_Sync_of_the_extended_protocol_has_its_ReadyForQuery() => Check(LoggedIn()
        .Client(Message('P', "\0SELECT 1\0\0\0")).Client(Message('H', "")).Server(Message('1', ""), Busy)
        .Client([.. Message('B', "\0\0"), .. Message('D', "P\0"), .. Message('E', "\0\0\0\0\0"), .. Message('S', "")])
        .Server([.. Message('2', ""), .. Message('T', "x"), .. Message('D', "y"), .. Message('C', "z")], Busy)
        .Server(Ready('I'))
        .Client([.. Message('P', "\0x\0"), .. Message('S', ""), .. Message('C', "S\0"), .. Message('S', "")])
        .Server([.. Message('E', "!"), .. Ready('I')], Busy).Server([.. Message('3', ""), .. Ready('I')]));

    [Test]
    public void A_copy_is_followed_in_both_protocols() => Check(LoggedIn()
        .Client(Message('Q', "COPY t TO STDOUT\0")).Server([.. Message('H', "x"), .. Message('d', "row")], Busy)
        .Server([.. Message('c', ""), .. Message('C', "COPY 1\0"), .. Ready('I')])
        .Client(Message('Q', "COPY t FROM STDIN\0")).Server(Message('G', "x"), Busy)
        .Client([.. Message('d', "row"), .. Message('c', "")]).Server([.. Message('C', "COPY 1\0"), .. Ready('I')])
        .Client([.. Message('P', "\0COPY t FROM STDIN\0"), .. Message('E', "\0"), .. Message('S', "")])
        .Server(Message('G', "x"), Busy).Client(Message('d', "row")).Client(Message('H', "")).Client(Message('S', ""))
        .Client([.. Message('c', ""), .. Message('S', "")]).Server([.. Message('C', "COPY 1\0"), .. Ready('I')])
        .Client([.. Message('P', "\0COPY t FROM STDIN\0"), .. Message('E', "\0"), .. Message('S', "")])
        .Server(Message('G', "x"), Busy).Client(Message('d', "row")).Server(Message('E', "!"), Busy)
        .Client(Message('S', "")).Server(Ready('I')));

    [TestCase("LISTEN jobs;\0")]
    [TestCase(" \n listen jobs\0")]
    public void Who_listens_to_a_channel_never_rests(string sql)
    {
        Check(LoggedIn().Client(Message('Q', sql)).Server([.. Message('C', "LISTEN\0"), .. Ready('I')], Busy));
        Check(LoggedIn().Client([.. Message('P', "name\0" + sql), .. Message('S', "")]).Server(Ready('I'), Busy));
    }

    [Test]
    public void Who_is_notified_listens() => Check(LoggedIn().Server(Message('A', "x"), Busy));

    [Test]
    public void Replication_is_a_stream_and_what_is_not_the_protocol_is_given_up()
    {
        Check(LoggedIn().Client(Message('Q', "START_REPLICATION\0")).Server(Message('W', "x"), Busy));
        Check(LoggedIn().Client(Message('X', ""), Unknown));
        Check(LoggedIn().Client(Message('!', ""), Unknown));
        Check(LoggedIn().Server(Ready('I'), Unknown));
        Check(LoggedIn().Client("Q\0\0\0\u0003", Unknown));
        Check(new Script().Server("hello", Unknown));
        Check(new Script().Client("GET / HTTP", Unknown));
    }

    [Test]
    public void The_key_of_a_session_is_known_until_its_end()
    {
        var observer = Make();
        Assert.That(_keys.Find("pool", Script.Latin("pid+key!")), Is.Null);
        observer.Watch(true, First(196608, "user\0a\0\0"));
        observer.Watch(false, [.. Message('R', "\0\0\0\0"), .. Message('K', "pid+key!"), .. Ready('I')]);
        Assert.That(_keys.Find("pool", Script.Latin("pid+key!")), Is.SameAs(_one));
        Assert.That(_keys.Find("another", Script.Latin("pid+key!")), Is.Null);
        observer.Watch(true, Message('X', ""));
        observer.End();
        observer.End();
        Assert.That(_keys.Count, Is.Zero);
    }

    [Test]
    public void A_cancel_request_after_refused_encryption_is_found_to_be_for_another_backend()
    {
        _keys.TryAdd("pool", Script.Latin("pid+key!"), _two);
        var observer = Make();
        observer.Watch(true, First(80877103));
        observer.Watch(false, Script.Latin("N"));
        observer.Watch(true, First(80877102, "pid+key!"));
        Assert.That(observer.Elsewhere, Is.SameAs(_two));
        Assert.That((observer.IsCancel, observer.IsWatching, observer.Rest), Is.EqualTo((true, false, Unknown)));
    }

    [TestCase("pid+key?", 16, TestName = "A cancel request with an unknown key stays where it is")]
    [TestCase("pid+key!", 5, TestName = "A cancel request in pieces stays where it is")]
    public void A_cancel_request_stays(string key, int cut)
    {
        _keys.TryAdd("pool", Script.Latin("pid+key!"), _two);
        var observer = Make();
        var request = First(80877102, key);
        observer.Watch(true, request.AsSpan(0, cut));
        observer.Watch(true, request.AsSpan(cut));
        Assert.That((observer.Elsewhere, observer.IsCancel), Is.EqualTo(((CancelTarget?)null, true)));
    }

    private static CancelTarget TargetAt(byte host) =>
        new(NetAddress.FromIp(new IPAddress([10, 0, 0, host]), 5432), new BackendCounters());

    private static Script LoggedIn(Script? before = null) => (before ?? new Script())
        .Client(First(196608, "user\0a\0\0")).Server(Message('R', "\0\0\0\u0005salt"), Busy)
        .Client(Message('p', "md5\0"))
        .Server([.. Message('R', "\0\0\0\0"), .. Message('S', "a\0b\0"), .. Message('K', "pid+key!")], Busy)
        .Server(Ready('I'));

    private PostgreSqlObserver Make() => new("pool", _one, _keys);

    private void Check(Script script) => script.Check(() =>
    {
        Forget();
        return Make();
    });
}
