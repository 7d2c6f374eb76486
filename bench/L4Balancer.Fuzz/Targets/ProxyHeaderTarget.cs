using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// The PROXY protocol header of a connection, both versions. What it is does not depend on how the bytes are cut: until
/// its last byte it is incomplete or refused, and more bytes change nothing. What it says can be passed on.
/// </summary>
internal sealed class ProxyHeaderTarget : FuzzTarget
{
    /// <summary>Bytes one by one behind those that decide.</summary>
    private const int Behind = 40;

    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";
    private const string Ip4 = "\u00c0\0\u0002\u0001\u00c6\u0033\u0064\u0007\u00c8\u0022\u0001\u00bb";
    private const string Ip6 = "\u0020\u0001\u000d\u00b8\0\0\0\0\0\0\0\0\0\0\0\u0001"
        + "\u0020\u0001\u000d\u00b8\0\0\0\0\0\0\0\0\0\0\0\u0002\u00c8\u0022\u0001\u00bb";

    private static readonly SendProxyConfig[] Senders =
    [
        new() { Version = ProxyVersion.V1 },
        new() { Tlvs = [ProxyTlv.Alpn, ProxyTlv.Crc32c, ProxyTlv.Authority, ProxyTlv.UniqueId] },
    ];

    public override string Name => "proxy-header";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        Signature, "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "\r\n", " ", "192.0.2.1 ", "2001:db8::1 ", "65535", "0",
        "::ffff:192.0.2.1", "\u0021\u0011\0\u000c", "\u0021\u0021\0\u0024", "\u0021\u0031\0\u00d8", "\u0020\0\0\0",
        "\u0001\0\u0002h2", "\u0002\0\u0009a.example", "\u0003\0\u0004\0\0\0\0", "\u0004\0\u0003\0\0\0",
        "\u0020\0\u0005\0\0\0\0\0");

    /// <summary>Made when the run has begun: the writer is instrumented, too.</summary>
    public override IReadOnlyList<byte[]> Seeds =>
    [
        .. Latin(
            "PROXY TCP4 192.0.2.1 198.51.100.7 51234 443\r\nhello", "PROXY TCP6 2001:db8::1 ::ffff:1.2.3.4 1 2\r\n",
            "PROXY UNKNOWN whatever\r\n", "PROXY TCP6 fe80::5efe:192.0.2.1 ::192.0.2.1 1 65535\r\n",
            Signature + "\u0021\u0011\0\u000c" + Ip4 + "hello", Signature + "\u0021\u0021\0\u0024" + Ip6,
            Signature + "\u0020\0\0\u0003abc", Signature + "\u0021\0\0\0",
            Signature + "\u0021\u0011\0\u001d" + Ip4 + "\u0001\0\u0002h2\u0002\0\u0009a.example",
            Signature + "\u0021\u0031\0\u00d8" + new string('\0', 216)),
        Sent(),
    ];

    public override void Run(byte[] input)
    {
        var whole = ProxyHeaderReader.Read(input);
        Check(whole, input);
        var decided = FirstDecided(input);
        Require(decided >= 0 == (whole.Kind != ProxyReadingKind.Incomplete), "more bytes make it incomplete");
        if (whole.Kind == ProxyReadingKind.Header) Require(decided == whole.Length, "it is known before its end");
        var last = Math.Min(input.Length, decided < 0 ? 0 : decided + Behind);
        for (var length = Math.Max(0, decided); length <= last && decided >= 0; length++)
            Require(ProxyHeaderReader.Read(input.AsSpan(0, length)) == whole, "more bytes change what it is");
        var cut = CutOf(input);
        if (decided < 0 || cut < decided) return;
        Require(ProxyHeaderReader.Read(input.AsSpan(0, cut)) == whole, "what it is depends on how the bytes are cut");
    }

    /// <summary>The fewest bytes that decide what it is; -1 if they are not enough.</summary>
    private static int FirstDecided(byte[] input)
    {
        for (var length = 0; length <= input.Length; length++)
        {
            if (ProxyHeaderReader.Read(input.AsSpan(0, length)).Kind != ProxyReadingKind.Incomplete) return length;
        }

        return -1;
    }

    private static void Check(in ProxyReading reading, byte[] input)
    {
        var isHeader = reading.Kind == ProxyReadingKind.Header;
        Require(isHeader == reading.Length > 0, "a length without a header, or a header without one");
        Require(reading.Length <= Math.Min(input.Length, Limits.ProxyHeaderMax), "more bytes than were received");
        Require(reading.Kind == ProxyReadingKind.Malformed == reading.Cause is not null, "no cause, or one too many");
        Require(reading.Cause is null || !reading.Cause.Any(char.IsControl), "a cause of more than one line");
        if (isHeader) Require(ProxyHeaderReader.HasSignature(input), "a header without a signature");
        var header = reading.Header;
        Require(header.Source is null == header.Destination is null, "one of two addresses");
        Require(IsShown(header.Authority) && IsShown(header.Alpn), "a text that cannot be shown");
        if (header is not { Source: { } source, Destination: { } destination }) return;
        var facts = new ProxyFacts(source, destination, (ulong)input.Length)
        {
            Authority = header.Authority,
            Alpn = header.Alpn,
        };
        foreach (var sender in Senders) ProxyWriterTarget.RequireReadsBack(sender, facts);
    }

    private static bool IsShown(string? text) => text is null || (text.Length > 0 && text.All(char.IsAscii)
        && !text.Any(char.IsControl));

    /// <summary>As the writer writes it, with all fields.</summary>
    private static byte[] Sent()
    {
        var client = new ClientAddress([192, 0, 2, 1], 51234);
        var facts = new ProxyFacts(client, client, 7) { Authority = "a.example", Alpn = "h2" };
        var target = new byte[Limits.ProxyHeaderSentMax];
        return target[..ProxyHeaderWriter.Write(target, Senders[1], facts)];
    }
}
