using System.Buffers.Binary;
using L4Balancer.Core.ProxyProtocol;

namespace L4Balancer.Core.Tests.ProxyProtocol;

/// <summary>PROXY protocol headers as proxies send them, in any piece, and as nobody should.</summary>
internal sealed class ProxyHeaderReaderTests
{
    private static IEnumerable<TestCaseData> Headers()
    {
        yield return Case("PROXY TCP4 192.0.2.1 198.51.100.7 51234 443", "192.0.2.1:51234", "198.51.100.7:443");
        yield return Case("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535", "0.0.0.0:0", "255.255.255.255:65535");
        yield return Case(
            "PROXY TCP6 2001:db8::1 2001:db8::2 51234 443", "[2001:db8::1]:51234", "[2001:db8::2]:443");
        yield return Case("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2", "192.0.2.1:1", "[::1]:2");
        yield return Case(
            "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535",
            "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
        yield return Case("PROXY UNKNOWN", null, null);
        yield return Case("PROXY UNKNOWN whatever it is 1 2", null, null);
        yield return Binary("an IPv4 header", 0x21, 0x11, ProxyBytes.Ip4, "192.0.2.1:51234", "198.51.100.7:443");
        yield return Binary("an IPv6 header", 0x21, 0x21, ProxyBytes.Ip6, "[2001:db8::1]:51234", "[2001:db8::2]:443");
        yield return Binary("a unix header", 0x21, 0x31, new byte[216], "unix", "unix");
        yield return Binary("LOCAL", 0x20, 0x00, [], null, null);
        yield return Binary("LOCAL with what nobody reads", 0x20, 0xFF, [1, 2, 3], null, null);
        yield return Binary("UNSPEC", 0x21, 0x00, [], null, null);
        yield return Binary("datagrams", 0x21, 0x12, ProxyBytes.Ip4, null, null);
        yield return Binary(
            "fields", 0x21, 0x11, [.. ProxyBytes.Ip4, .. ProxyBytes.Tlv(0xEA, [1, 2, 3]), .. ProxyBytes.Tlv(4, [])],
            "192.0.2.1:51234", "198.51.100.7:443");

        static TestCaseData Case(string line, string? source, string? destination) =>
            new TestCaseData(ProxyBytes.Line(line), source, destination).SetArgDisplayNames(line);

        static TestCaseData Binary(
            string name, byte command, byte family, byte[] body, string? source, string? destination) =>
            new TestCaseData(ProxyBytes.V2(command, family, body), source, destination).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Headers))]
    public void A_header_is_found_wherever_it_is_cut(byte[] header, string? source, string? destination)
    {
        byte[] stream = [.. header, .. "PROXY TCP4 and the client's own bytes\r\n"u8];
        for (var length = 0; length <= stream.Length; length++)
        {
            var reading = ProxyHeaderReader.Read(stream.AsSpan(0, length));
            if (length < header.Length)
            {
                Assert.That(reading.Kind, Is.EqualTo(ProxyReadingKind.Incomplete), $"after {length} bytes");
                continue;
            }

            Assert.That((reading.Kind, reading.Length), Is.EqualTo((ProxyReadingKind.Header, header.Length)));
            Assert.That(
                (reading.Header.Source?.ToString(), reading.Header.Destination?.ToString()),
                Is.EqualTo((source, destination)));
        }
    }

    [TestCase("GET / HTTP/1.1")]
    [TestCase("\r\n\r\n\0\r\nQUIX")]
    [TestCase("PROXX")]
    [TestCase("\x16\x03\x01")]
    public void What_is_no_header_is_known_as_soon_as_it_differs(string bytes)
    {
        var all = System.Text.Encoding.Latin1.GetBytes(bytes);
        Assert.That(ProxyHeaderReader.Read(all).Kind, Is.EqualTo(ProxyReadingKind.Other));
        Assert.That(ProxyHeaderReader.HasSignature(all), Is.False);
    }

    [TestCase("PROXY TCP5 192.0.2.1 198.51.100.7 1 2")]
    [TestCase("PROXY  TCP4 192.0.2.1 198.51.100.7 1 2")]
    [TestCase("PROXY TCP4 192.0.2.1  198.51.100.7 1 2")]
    [TestCase("PROXY TCP4 192.0.2.1 198.51.100.7 1 2 ")]
    [TestCase("PROXY TCP4 192.0.2.1 198.51.100.7 1")]
    [TestCase("PROXY TCP4 192.0.2.1 198.51.100.7 1 65536")]
    [TestCase("PROXY TCP4 192.0.2.1 198.51.100.7 01 2")]
    [TestCase("PROXY TCP4 192.0.2.1 198.51.100.7 -1 2")]
    [TestCase("PROXY TCP4 192.0.2.1 198.51.100.7 1 2 3")]
    [TestCase("PROXY TCP4 192.0.2.01 198.51.100.7 1 2")]
    [TestCase("PROXY TCP4 192.0.513 198.51.100.7 1 2")]
    [TestCase("PROXY TCP4 0x7f.0.0.1 198.51.100.7 1 2")]
    [TestCase("PROXY TCP4 192.0.2.256 198.51.100.7 1 2")]
    [TestCase("PROXY TCP4 ::1 ::2 1 2")]
    [TestCase("PROXY TCP6 192.0.2.1 198.51.100.7 1 2")]
    [TestCase("PROXY TCP6 fe80::1%eth0 ::2 1 2")]
    [TestCase("PROXY TCP6 [::1] ::2 1 2")]
    [TestCase("PROXY TCP4")]
    [TestCase("PROXY ")]
    [TestCase("PROXY TCP4 192.0.2.1 198.51.100.7 1 2\n")]
    public void A_wrong_line_is_refused(string line) =>
        Assert.That(ProxyHeaderReader.Read(ProxyBytes.Line(line)).Kind, Is.EqualTo(ProxyReadingKind.Malformed));

    [Test]
    public void A_line_that_does_not_end_is_refused_after_107_bytes()
    {
        var line = ProxyBytes.Line("PROXY UNKNOWN " + new string('x', 200));
        Assert.That(ProxyHeaderReader.Read(line.AsSpan(0, 106)).Kind, Is.EqualTo(ProxyReadingKind.Incomplete));
        Assert.That(ProxyHeaderReader.Read(line.AsSpan(0, 107)).Kind, Is.EqualTo(ProxyReadingKind.Malformed));
    }

    private static IEnumerable<TestCaseData> WrongBinaries()
    {
        yield return Case("another version", ProxyBytes.V2(0x11, 0x11, ProxyBytes.Ip4));
        yield return Case("an unknown command", ProxyBytes.V2(0x22, 0x11, ProxyBytes.Ip4));
        yield return Case("an unknown family", ProxyBytes.V2(0x21, 0x41, ProxyBytes.Ip4));
        yield return Case("an unknown protocol", ProxyBytes.V2(0x21, 0x13, ProxyBytes.Ip4));
        yield return Case("too short for IPv4", ProxyBytes.V2(0x21, 0x11, ProxyBytes.Ip4[..11]));
        yield return Case("too short for IPv6", ProxyBytes.V2(0x21, 0x21, ProxyBytes.Ip4));
        yield return Case("too short for paths", ProxyBytes.V2(0x21, 0x31, ProxyBytes.Ip6));
        yield return Case("half a field", ProxyBytes.V2(0x21, 0x11, [.. ProxyBytes.Ip4, 4, 0]));
        yield return Case("a field beyond the end", ProxyBytes.V2(0x21, 0x11, [.. ProxyBytes.Ip4, 4, 0, 1]));
        yield return Case("a wrong checksum", ProxyBytes.V2(0x21, 0x11, [.. ProxyBytes.Ip4, 3, 0, 4, 1, 2, 3, 4]));
        yield return Case("a checksum of 3 bytes", ProxyBytes.V2(0x21, 0x11, [.. ProxyBytes.Ip4, 3, 0, 3, 1, 2, 3]));
        yield return Case("far too long", ProxyBytes.V2(0x21, 0x11, ProxyBytes.Ip4, length: 65_535));

        static TestCaseData Case(string name, byte[] header) => new TestCaseData(header).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(WrongBinaries))]
    public void A_wrong_binary_header_is_refused_with_a_cause(byte[] header)
    {
        var reading = ProxyHeaderReader.Read(header);
        Assert.That((reading.Kind, reading.Cause), Is.EqualTo((ProxyReadingKind.Malformed, reading.Cause)));
        Assert.That(reading.Cause, Is.Not.Empty);
    }

    /// <summary>Each costs as much as the header has bytes: thousands of them fit into one.</summary>
    [Test]
    public void Nothing_is_read_behind_a_wrong_checksum()
    {
        byte[] wrong = [3, 0, 4, 1, 2, 3, 4];
        var header = ProxyBytes.V2(0x21, 0x11, [.. ProxyBytes.Ip4, .. wrong, .. wrong, 4, 0]);
        Assert.That(ProxyHeaderReader.Read(header).Cause, Is.EqualTo("its checksum is wrong"));
    }

    [Test]
    public void A_right_checksum_is_accepted_wherever_it_is()
    {
        byte[] before = ProxyBytes.Tlv(2, "db.example.com"u8.ToArray());
        byte[] after = ProxyBytes.Tlv(1, "h2"u8.ToArray());
        var header = ProxyBytes.V2(0x21, 0x11, [.. ProxyBytes.Ip4, .. before, 3, 0, 4, 0, 0, 0, 0, .. after]);
        var at = ProxyBytes.V2(0, 0, ProxyBytes.Ip4).Length + before.Length + 3;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(at), ProxyBytes.Crc32c(header));
        var reading = ProxyHeaderReader.Read(header);
        Assert.That(reading.Kind, Is.EqualTo(ProxyReadingKind.Header), reading.Cause);
        Assert.That((reading.Header.Authority, reading.Header.Alpn), Is.EqualTo(("db.example.com", "h2")));
        header[^1] ^= 1;
        Assert.That(ProxyHeaderReader.Read(header).Kind, Is.EqualTo(ProxyReadingKind.Malformed));
    }
}
