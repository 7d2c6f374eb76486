using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.Tests.DataPlane.Protocols;

internal sealed class RedisObserverTests
{
    private const SessionRest Busy = SessionRest.Busy;
    private const SessionRest Idle = SessionRest.Idle;
    private const SessionRest Unknown = SessionRest.Unknown;

    [Test]
    public void A_session_rests_before_its_first_request() => Assert.That(new RedisObserver().Rest, Is.EqualTo(Idle));

    [Test]
    public void A_session_rests_when_every_request_has_its_reply() => Check(new Script()
        .Client(Ask("GET", "a")).Server("$5\r\nhello\r\n")
        .Client(Ask("SET", "a", "*3\r\n$7\r\n") + Ask("GET", "b")).Server("+OK\r\n", Busy).Server("$-1\r\n")
        .Client("PING\r\n").Server("+PONG\r\n")
        .Client("\r\n", Idle).Client("  set a  b\r\nget a\n").Server("+OK\r\n$1\r\nb\r\n")
        .Client("*0\r\n", Idle)
        .Client(Ask("LPOP", "none")).Server("-ERR what\r\n")
        .Client(Ask("BLPOP", "list", "0")).Server("*2\r\n$4\r\nlist\r\n$0\r\n\r\n"));

    [Test]
    public void Nested_replies_and_those_of_RESP3_are_one_reply() => Check(new Script()
        .Client(Ask("HELLO", "3")).Server("%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n+modules\r\n*0\r\n")
        .Client(Ask("EVAL")).Server("*3\r\n*2\r\n:1\r\n*1\r\n_\r\n~2\r\n#t\r\n,1.5\r\n(12\r\n")
        .Client(Ask("GET")).Server("|1\r\n+ttl\r\n:3600\r\n", Busy).Server("=5\r\ntxt:a\r\n")
        .Client(Ask("GET")).Server(">2\r\n+invalidate\r\n*1\r\n+a\r\n", Busy).Server("!3\r\nERR\r\n")
        .Server(">2\r\n+invalidate\r\n_\r\n"));

    [Test]
    public void A_transaction_lasts_from_MULTI_to_EXEC_or_DISCARD() => Check(new Script()
        .Client(Ask("multi")).Server("+OK\r\n", Busy).Client(Ask("GET", "a")).Server("+QUEUED\r\n", Busy)
        .Client(Ask("Exec", "wrong")).Server("-ERR\r\n", Busy)
        .Client(Ask("Exec")).Server("*1\r\n$-1\r\n")
        .Client("MULTI\r\n").Server("+OK\r\n", Busy).Client("DISCARD\r\n").Server("+OK\r\n")
        .Client(Ask("MULTI") + Ask("GET", "a") + Ask("EXEC")).Server("+OK\r\n+QUEUED\r\n*1\r\n$1\r\na\r\n"));

    [Test]
    public void A_watched_key_keeps_it_busy_until_the_transaction_or_UNWATCH() => Check(new Script()
        .Client(Ask("WATCH", "a")).Server("+OK\r\n", Busy).Client(Ask("GET", "a")).Server("$-1\r\n", Busy)
        .Client(Ask("UNWATCH")).Server("+OK\r\n")
        .Client(Ask("WATCH", "a")).Server("+OK\r\n", Busy).Client(Ask("EXEC")).Server("-ERR\r\n", Busy)
        .Client(Ask("MULTI")).Server("+OK\r\n", Busy).Client(Ask("EXEC")).Server("*-1\r\n")
        .Client(Ask("WATCH", "a")).Server("+OK\r\n", Busy).Client(Ask("RESET")).Server("+RESET\r\n"));

    [TestCase("SUBSCRIBE")]
    [TestCase("psubscribe")]
    [TestCase("SSUBSCRIBE")]
    [TestCase("MONITOR")]
    [TestCase("PSYNC")]
    [TestCase("REPLCONF")]
    public void A_stream_never_rests(string command) => Check(new Script()
        .Client(Ask(command, "a", "b")).Server("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n", Busy)
        .Client(Ask("UNSUBSCRIBE")).Server("+OK\r\n", Busy));

    [Test]
    public void Requests_without_a_reply_are_done_when_a_later_one_has_its_reply() => Check(new Script()
        .Client(Ask("CLIENT", "REPLY", "OFF")).Client(Ask("SET", "a", "b"))
        .Client(Ask("CLIENT", "REPLY", "ON")).Server("+OK\r\n")
        .Client(Ask("CLIENT", "REPLY", "SKIP")).Client(Ask("SET", "a", "b")).Client(Ask("PING")).Server("+PONG\r\n")
        .Client(Ask("GET", "a") + Ask("CLIENT", "REPLY", "SKIP") + Ask("SET", "a", "b")).Server("$-1\r\n", Busy)
        .Client(Ask("PING")).Server("+PONG\r\n")
        .Client(Ask("CLIENT", "SETNAME", "x")).Server("+OK\r\n"));

    [Test]
    public void Tracking_is_a_subscription() => Check(new Script()
        .Client(Ask("CLIENT", "TRACKING", "ON")).Server("+OK\r\n", Busy)
        .Client(Ask("CLIENT", "TRACKING", "OFF")).Server("+OK\r\n"));

    [TestCase("\u0016\u0003\u0001\u0002", TestName = "TLS is given up")]
    [TestCase("\"MULTI\"\r\n", TestName = "A quoted word is given up")]
    [TestCase("*1\r\n:1\r\n", TestName = "An argument that is no string is given up")]
    [TestCase("*-2\r\n", TestName = "A negative number is given up")]
    [TestCase("*99999999999\r\n", TestName = "A number that is too large is given up")]
    public void What_is_not_a_request_is_given_up(string text) =>
        Check(new Script().Client(text, Unknown).Client(Ask("GET", "a"), Unknown).Server("$-1\r\n", Unknown));

    [TestCase("HTTP/1.1 200 OK\r\n")]
    [TestCase("$?\r\n")]
    [TestCase("+OK\r\n+OK\r\n")]
    [TestCase("*1\r\n>1\r\n")]
    public void What_is_not_a_reply_is_given_up(string text) =>
        Check(new Script().Client(Ask("GET", "a")).Server(text, Unknown));

    internal static string Ask(params string[] words) =>
        $"*{words.Length}\r\n" + string.Concat(words.Select(word => $"${word.Length}\r\n{word}\r\n"));

    private static void Check(Script script) => script.Check(() => new RedisObserver());
}
