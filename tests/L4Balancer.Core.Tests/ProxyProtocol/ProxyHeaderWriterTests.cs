using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.ProxyProtocol;

/// <summary>What backends are sent, byte by byte, and that it can be read back.</summary>
internal sealed class ProxyHeaderWriterTests
{
    private static readonly SendProxyConfig V1 = new() { Version = ProxyVersion.V1 };

    [Test]
    public void Version_1_is_a_line_of_text()
    {
        Assert.That(Text(Ip4(1, 51234), Ip4(7, 443)), Is.EqualTo("PROXY TCP4 192.0.2.1 192.0.2.7 51234 443\r\n"));
        Assert.That(
            Text(Ip6(1, 51234), Ip6(2, 443)), Is.EqualTo("PROXY TCP6 2001:db8::1 2001:db8::2 51234 443\r\n"));
        Assert.That(
            Text(Ip4(1, 51234), Ip6(2, 443)), Is.EqualTo("PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 51234 443\r\n"));
        Assert.That(Text(default, default), Is.EqualTo("PROXY UNKNOWN\r\n"));
    }

    [Test]
    public void Version_2_is_as_the_specification_shows_it()
    {
        byte[] addresses = [192, 0, 2, 1, 192, 0, 2, 7, 0xC8, 0x22, 0x01, 0xBB];
        Assert.That(
            Write(new SendProxyConfig(), new(Ip4(1, 51234), Ip4(7, 443), 1)),
            Is.EqualTo(ProxyBytes.V2(0x21, 0x11, addresses)));
        Assert.That(Write(new SendProxyConfig(), default), Is.EqualTo(ProxyBytes.V2(0x20, 0x00, [])));
    }

    [Test]
    public void Fields_are_written_if_they_are_known()
    {
        var config = new SendProxyConfig
        {
            Tlvs = [ProxyTlv.UniqueId, ProxyTlv.Crc32c, ProxyTlv.Alpn, ProxyTlv.Authority],
        };
        var facts = new ProxyFacts(Ip4(1, 51234), Ip4(7, 443), 0x4711);
        var few = Write(config, facts);
        Assert.That(few[28..35], Is.EqualTo(ProxyBytes.Tlv(5, "4711"u8.ToArray())));
        Assert.That(few, Has.Length.EqualTo(28 + 7 + 7));
        var all = Write(config, facts with { Authority = "db.example.com", Alpn = "h2" });
        var header = ProxyHeaderReader.Read(all);
        Assert.That((header.Kind, header.Length), Is.EqualTo((ProxyReadingKind.Header, all.Length)), header.Cause);
        Assert.That((header.Header.Authority, header.Header.Alpn), Is.EqualTo(("db.example.com", "h2")));
    }

    [TestCase("\u00e9x")]
    [TestCase("\n\n")]
    [TestCase("a b")]
    public void A_text_that_cannot_be_written_as_it_is_is_not_known(string text)
    {
        var config = new SendProxyConfig { Tlvs = [ProxyTlv.Alpn, ProxyTlv.Authority] };
        var facts = new ProxyFacts(Ip4(1, 51234), Ip4(7, 443), 1);
        Assert.That(Write(config, facts with { Alpn = text, Authority = text }), Is.EqualTo(Write(config, facts)));
    }

    /// <summary>The text of such an address (ISATAP, RFC 5214) ends in that of an IPv4 address.</summary>
    [Test]
    public void The_longest_addresses_fit_into_a_line()
    {
        byte[] ip = [0xFA, 0xFB, 0xFC, 0xFD, 0xFA, 0xFB, 0xFC, 0xFD, 0, 0, 0x5E, 0xFE, 200, 201, 202, 203];
        var client = new ClientAddress(ip, 51234);
        Assert.That(Text(client, client), Is.EqualTo("PROXY TCP6 fafb:fcfd:fafb:fcfd:0:5efe:c8c9:cacb "
            + "fafb:fcfd:fafb:fcfd:0:5efe:c8c9:cacb 51234 51234\r\n"));
    }

    [Test]
    public void Whatever_is_written_can_be_read()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var facts = new ProxyFacts(Any(random), Any(random), (ulong)random.NextInt64())
            {
                Authority = random.Next(2) == 0 ? null : new string('a', random.Next(1, 256)),
                Alpn = random.Next(2) == 0 ? null : new string('h', random.Next(1, 256)),
            };
            var config = new SendProxyConfig
            {
                Version = random.Next(2) == 0 ? ProxyVersion.V1 : ProxyVersion.V2,
                Tlvs = new ValueList<ProxyTlv>(Enum.GetValues<ProxyTlv>().Where(_ => random.Next(2) == 0)),
            };
            byte[] bytes = [.. Write(config, facts), .. "SELECT 1"u8];
            var read = ProxyHeaderReader.Read(bytes);
            Assert.That((read.Kind, read.Length), Is.EqualTo((ProxyReadingKind.Header, bytes.Length - 8)), read.Cause);
            var isUnknown = facts.Source.IsUnix || facts.Destination.IsUnix;
            Assert.That(read.Header.Source, Is.EqualTo(isUnknown ? (ClientAddress?)null : facts.Source));
            Assert.That(read.Header.Destination, Is.EqualTo(isUnknown ? (ClientAddress?)null : facts.Destination));
        }
    }

    [Test]
    public void Nothing_that_is_sent_breaks_the_reader()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        var config = new SendProxyConfig { Tlvs = [ProxyTlv.UniqueId, ProxyTlv.Crc32c] };
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = Write(random.Next(2) == 0 ? config : V1, new(Any(random), Any(random), 7));
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var read = ProxyHeaderReader.Read(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            Assert.That(read.Length, Is.LessThanOrEqualTo(bytes.Length));
        }
    }

    private static byte[] Write(SendProxyConfig config, in ProxyFacts facts)
    {
        var target = new byte[Limits.ProxyHeaderSentMax];
        return target[..ProxyHeaderWriter.Write(target, config, facts)];
    }

    private static string Text(ClientAddress source, ClientAddress destination) =>
        Encoding.ASCII.GetString(Write(V1, new(source, destination, 1)));

    private static ClientAddress Ip4(byte last, int port) => new([192, 0, 2, last], port);

    private static ClientAddress Ip6(byte last, int port) =>
        new([0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last], port);

    private static ClientAddress Any(Random random)
    {
        var ip = new byte[random.Next(10) switch { 0 => 0, < 6 => 4, _ => 16 }];
        random.NextBytes(ip);
        return ip.Length == 0 ? default : new ClientAddress(ip, random.Next(65_536));
    }
}
