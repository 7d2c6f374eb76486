namespace L4Balancer.Core.Tests.TlsHello;

/// <summary>The name and the protocols in a hello.</summary>
public sealed class ClientHelloTests
{
    private const string Malformed = "Malformed";

    private static readonly string Long255 = string.Join('.', Enumerable.Repeat(new string('a', 63), 4));

    [TestCase("db.example.com", "db.example.com")]
    [TestCase("DB.Example.COM", "db.example.com")]
    [TestCase("db.example.com.", "db.example.com", TestName = "A dot at the end is no part of the name")]
    [TestCase("my_db-1.local", "my_db-1.local")]
    [TestCase("localhost", "localhost")]
    [TestCase("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [TestCase("10.0.0.1", "-", TestName = "An IPv4 address is no name")]
    [TestCase("2001:db8::1", "-", TestName = "An IPv6 address is no name")]
    [TestCase("[::1]", "-", TestName = "An IPv6 address in brackets is no name")]
    [TestCase("", Malformed, TestName = "An empty name")]
    [TestCase(".", "-", TestName = "A dot alone")]
    [TestCase(".example.com", Malformed)]
    [TestCase("a..b", Malformed)]
    [TestCase("a.b..", Malformed)]
    [TestCase("a.example.com\0.evil.com", Malformed, TestName = "A NUL in a name")]
    [TestCase("*.example.com", Malformed)]
    [TestCase("a b", Malformed)]
    [TestCase("b\u00FCcher.example", Malformed, TestName = "A name that is not ASCII")]
    [TestCase("db.example.com:443", Malformed)]
    public void A_name(string sent, string read) =>
        Assert.That(Hellos.Read(HelloBytes.For(sent).Records()), Is.EqualTo(Expected(read)));

    [Test]
    public void A_name_may_have_255_characters()
    {
        Assert.That(Hellos.Read(HelloBytes.For(Long255).Records()), Is.EqualTo(Expected(Long255)));
        Assert.That(Hellos.Read(HelloBytes.For(Long255 + "a").Records()), Is.EqualTo(Malformed));
    }

    [TestCaseSource(nameof(Parts))]
    public string A_hello(object hello) => Hellos.Read(((HelloBytes)hello).Records());

    private static IEnumerable<TestCaseData> Parts()
    {
        var usual = HelloBytes.For("a.example");
        yield return Case("without a name or protocols", HelloBytes.For(null), "- []");
        yield return Case("with protocols only", HelloBytes.For(null, "postgresql"), "- [postgresql]");
        yield return Case("with protocols of any bytes", HelloBytes.For(null, "\u001A\u00FF"), "- [\u001A\u00FF]");
        yield return Case(
            "with a name of another type", usual with { Names = [(7, "x"), (0, "a.example")] }, "a.example []");
        yield return Case("with a name of another type only", usual with { Names = [(7, "x")] }, "- []");
        yield return Case("with two names", usual with { Names = [(0, "a.example"), (0, "b.example")] }, Malformed);
        yield return Case("with two name extensions", WithName(HelloBytes.NameList([(0, "b")])), Malformed);
        yield return Case(
            "with two protocol extensions",
            HelloBytes.For(null, "h2") with { After = [(16, HelloBytes.ProtocolList(["x"]))] }, Malformed);
        yield return Case(
            "with an unknown extension twice", usual with { After = [(0x7777, [1]), (0x7777, [])] }, "a.example []");
        yield return Case("with a session id that is too long", usual with { SessionId = new byte[33] }, Malformed);
        yield return Case("with an empty name extension", OnlyWith(0, []), Malformed);
        yield return Case("with an empty list of names", OnlyWith(0, [0, 0]), Malformed);
        yield return Case("with bytes behind the list of names", OnlyWith(0, [0, 4, 0, 0, 1, 97, 9]), Malformed);
        yield return Case("with a name that is cut off", OnlyWith(0, [0, 4, 0, 0, 9, 97]), Malformed);
        yield return Case("with an empty list of protocols", OnlyWith(16, [0, 0]), Malformed);
        yield return Case("with an empty protocol", OnlyWith(16, [0, 1, 0]), Malformed);
        yield return Case("with a protocol that is cut off", OnlyWith(16, [0, 2, 5, 97]), Malformed);

        HelloBytes WithName(byte[] list) => usual with { After = [(0, list)] };

        HelloBytes OnlyWith(ushort type, byte[] data) => HelloBytes.For(null) with { After = [(type, data)] };
    }

    [Test]
    public void A_hello_without_extensions_asks_for_nothing()
    {
        byte[] body = [3, 1, .. new byte[32], 0, 0, 2, 0, 47, 1, 0];
        byte[] message = [1, 0, 0, (byte)body.Length, .. body];
        Assert.That(Hellos.Read(HelloBytes.Record(message)), Is.EqualTo("- []"));
        Assert.That(Hellos.Read(HelloBytes.Record([1, 0, 0, (byte)(body.Length + 1), .. body, 0])),
            Is.EqualTo(Malformed));
    }

    private static string Expected(string read) => read == Malformed ? Malformed : $"{read} []";

    private static TestCaseData Case(string name, HelloBytes hello, string read) =>
        new TestCaseData(hello).Returns(read).SetName($"A hello {name}");
}
