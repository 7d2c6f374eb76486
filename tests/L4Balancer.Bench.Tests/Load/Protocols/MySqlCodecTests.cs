using System.Text;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Protocols;

namespace L4Balancer.Bench.Tests.Load.Protocols;

internal sealed class MySqlCodecTests
{
    private static readonly byte[] Ok = [7, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0];

    private static readonly byte[] TooMany =
        [23, 0, 0, 0, 0xFF, 0x10, 0x04, .. "Too many connections"u8];

    private static readonly byte[] Nonce = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];

    [Test]
    public void A_greeting_is_one_answer() => Cuts.AssertAnswers(new MySqlGreetingCodec(), Greeting(), 1);

    [Test]
    public void A_server_that_refuses_is_an_error_of_the_server()
    {
        var codec = new MySqlGreetingCodec();
        Cuts.AssertProblem(codec, TooMany, ErrorKinds.ErrorAnswer);
        Assert.That(codec.Detail, Is.EqualTo("Too many connections"));
    }

    [TestCase("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [TestCase("\u0001\0\0\0\u0009")]
    public void Another_protocol_is_wrong(string received) => Cuts.AssertProblem(
        new MySqlGreetingCodec(), Encoding.Latin1.GetBytes(received), ErrorKinds.WrongAnswer);

    [Test]
    public void A_login_answers_the_greeting_and_then_pings()
    {
        var codec = new MySqlPingCodec("app", "secret");
        codec.Reset(isFirst: true);
        Assert.That(codec.TakeOpening().IsEmpty, Is.True, "The server speaks first.");
        Assert.That(codec.Consume(Greeting()), Is.Zero);
        var response = codec.TakeOpening().ToArray();
        Assert.That(response[3], Is.EqualTo(1), "The number after that of the greeting.");
        Assert.That(Encoding.Latin1.GetString(response), Does.Contain("app\0\u0014"));
        Assert.That(response.AsSpan().IndexOf(MySqlLogin.ProofOf("secret", Nonce)), Is.Positive);
        Assert.That(codec.IsReady, Is.False);
        Assert.That(codec.Consume(Ok), Is.Zero);
        Assert.That(codec.IsReady, Is.True);
        Assert.That(codec.Consume([.. Ok, .. Ok]), Is.EqualTo(2));
    }

    [Test]
    public void A_switch_of_the_method_is_answered_with_the_new_nonce()
    {
        var codec = new MySqlPingCodec("app", "secret");
        codec.Reset(isFirst: true);
        codec.Consume(Greeting());
        codec.TakeOpening();
        byte[] other = [.. Nonce.Reverse()];
        byte[] payload = [0xFE, .. "mysql_native_password\0"u8, .. other, 0];
        Assert.That(codec.Consume([(byte)payload.Length, 0, 0, 2, .. payload]), Is.Zero);
        Assert.That(
            codec.TakeOpening().ToArray(), Is.EqualTo([20, 0, 0, 3, .. MySqlLogin.ProofOf("secret", other)]));
    }

    [Test]
    public void A_wrong_password_is_an_error_of_the_server()
    {
        var codec = new MySqlPingCodec("app", "wrong");
        codec.Reset(isFirst: true);
        codec.Consume(Greeting());
        Assert.That(codec.Consume(TooMany), Is.EqualTo(-1));
        Assert.That(codec.Problem, Is.EqualTo(ErrorKinds.ErrorAnswer));
    }

    [Test]
    public void An_empty_password_has_an_empty_response() => Assert.That(MySqlLogin.ProofOf("", Nonce), Is.Empty);

    /// <summary>As MariaDB 10.11 sends it, with another nonce.</summary>
    private static byte[] Greeting()
    {
        byte[] payload =
        [
            10, .. "5.5.5-10.11.6-MariaDB-0+deb12u1\0"u8, 31, 0, 0, 0, .. Nonce[..8], 0, 0xFE, 0xF7, 45, 2, 0, 0xFF,
            0x81, 21, 0, 0, 0, 0, 0, 0, 29, 0, 0, 0, .. Nonce[8..], 0, .. "mysql_native_password\0"u8,
        ];
        return [(byte)payload.Length, 0, 0, 0, .. payload];
    }
}
