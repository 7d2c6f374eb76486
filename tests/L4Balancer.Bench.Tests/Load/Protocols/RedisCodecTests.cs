using System.Text;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Protocols;

namespace L4Balancer.Bench.Tests.Load.Protocols;

internal sealed class RedisCodecTests
{
    [Test]
    public void Get_asks_for_the_key_of_its_size()
    {
        var codec = RedisCodec.Create(RedisOperation.Get, 3);
        Assert.That(
            Encoding.ASCII.GetString(codec.Requests.AsSpan(0, codec.RequestLength)),
            Is.EqualTo("*2\r\n$3\r\nGET\r\n$17\r\nl4balancer:load:3\r\n"));
        Assert.That(codec.Requests.Length % codec.RequestLength, Is.Zero);
    }

    [TestCase("$3\r\nxxx\r\n", 1)]
    [TestCase("$3\r\nxxx\r\n$3\r\nxxx\r\n$3\r\nxx", 2)]
    public void Values_of_the_right_length_are_accepted(string received, int answers) =>
        Cuts.AssertAnswers(RedisCodec.Create(RedisOperation.Get, 3), Bytes(received), answers);

    [TestCase("$2\r\nxx\r\n", ErrorKinds.WrongAnswer)]
    [TestCase("$3\r\nxxy\r\n", ErrorKinds.WrongAnswer)]
    [TestCase("+OK\r\n", ErrorKinds.WrongAnswer)]
    [TestCase("$-1\r\n", ErrorKinds.NoSuchKey)]
    [TestCase("-LOADING Redis is loading\r\n", ErrorKinds.ErrorAnswer)]
    [TestCase("$3\r\nxxx\r\n-ERR no\r\n", ErrorKinds.ErrorAnswer)]
    public void Anything_else_is_refused_by_kind(string received, string problem) =>
        Cuts.AssertProblem(RedisCodec.Create(RedisOperation.Get, 3), Bytes(received), problem);

    [Test]
    public void Set_is_answered_by_OK()
    {
        var codec = RedisCodec.Create(RedisOperation.Set, 3);
        Cuts.AssertAnswers(codec, Bytes("+OK\r\n+OK\r\n"), 2);
        Assert.That(codec.TakeOpening().IsEmpty, Is.True);
    }

    [Test]
    public void The_first_connection_sets_the_key_before_it_is_ready()
    {
        var codec = RedisCodec.Create(RedisOperation.Get, 3);
        codec.Reset(isFirst: true);
        Assert.That(codec.IsReady, Is.False);
        Assert.That(
            Encoding.ASCII.GetString(codec.TakeOpening().Span),
            Is.EqualTo("*3\r\n$3\r\nSET\r\n$17\r\nl4balancer:load:3\r\n$3\r\nxxx\r\n"));
        Assert.That(codec.TakeOpening().IsEmpty, Is.True, "Once.");
        Assert.That(codec.Consume("+O"u8), Is.Zero);
        Assert.That(codec.IsReady, Is.False);
        Assert.That(codec.Consume("K\r\n$3\r\nxxx\r\n"u8), Is.EqualTo(1));
        Assert.That(codec.IsReady, Is.True);
    }

    [Test]
    public void A_refused_SET_is_an_error_of_the_server()
    {
        var codec = RedisCodec.Create(RedisOperation.Get, 3);
        codec.Reset(isFirst: true);
        Assert.That(codec.Consume("-NOAUTH Authentication required.\r\n"u8), Is.EqualTo(-1));
        Assert.That(codec.Problem, Is.EqualTo(ErrorKinds.ErrorAnswer));
        Assert.That(codec.Detail, Is.EqualTo("-NOAUTH Authentication required."));
    }

    [Test]
    public void Answering_allocates_nothing()
    {
        var codec = RedisCodec.Create(RedisOperation.Get, 3).Copy();
        codec.Reset(isFirst: false);
        var bytes = Allocated.ByThread(() =>
        {
            for (var i = 0; i < 1000; i++) codec.Consume("$3\r\nxxx\r\n"u8);
        });
        Assert.That(bytes, Is.Zero);
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
