using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Protocols;

namespace L4Balancer.Bench.Tests.Load.Protocols;

internal sealed class EchoCodecTests
{
    private static readonly byte[] Stream = EchoCodec.MakeStream();

    [Test]
    public void The_answer_is_the_data_sent([Values(1, 64, 1000)] int payload) =>
        Cuts.AssertAnswers(new EchoCodec(Stream, payload, 0), Stream[..(3 * payload)], 3);

    [Test]
    public void One_wrong_byte_is_detected_at_every_position()
    {
        var codec = new EchoCodec(Stream, 50, 0);
        for (var place = 0; place < 50; place++)
        {
            var answer = Stream[..50];
            answer[place] ^= 1;
            Cuts.AssertProblem(codec, answer, ErrorKinds.WrongAnswer);
        }
    }

    [Test]
    public void An_answer_to_another_connection_is_wrong()
    {
        var other = new EchoCodec(Stream, 16, 8);
        Cuts.AssertProblem(new EchoCodec(Stream, 16, 7), Stream[other.Start..][..16], ErrorKinds.WrongAnswer);
    }

    [Test]
    public void An_answer_to_an_earlier_request_is_wrong()
    {
        var codec = new EchoCodec(Stream, 16, 0);
        codec.Reset(isFirst: true);
        Assert.That(codec.Consume(Stream.AsSpan(0, 16)), Is.EqualTo(1));
        Assert.That(codec.Consume(Stream.AsSpan(0, 16)), Is.EqualTo(-1));
    }

    [Test]
    public void The_stream_continues_from_its_beginning()
    {
        const int payload = 100_000;
        var codec = new EchoCodec(Stream, payload, 0);
        codec.Reset(isFirst: true);
        Assert.That(codec.Consume(Stream), Is.EqualTo(2));
        Assert.That(codec.Consume(Stream.AsSpan(0, 3 * payload - Stream.Length)), Is.EqualTo(1));
    }
}
