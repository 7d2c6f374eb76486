using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// The PROXY protocol header that backends are sent: for any facts it is within its bounds, and is read as the same
/// facts. The first byte of the input says which version, fields and addresses; the others are what they contain.
/// </summary>
internal sealed class ProxyWriterTarget : FuzzTarget
{
    private const int AddressesLength = 16 + 2 + 16 + 2;

    private static readonly ProxyTlv[] Fields = Enum.GetValues<ProxyTlv>();

    public override string Name => "proxy-writer";

    public override int SizeMax => 640;

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "\0\0\0\0\0\0\0\0\0\0\u00ff\u00ff", "\0\0\u005e\u00fe", "\u0002\0\u005e\u00fe", "\0\0\0\0\0\0\0\0",
        "\u0020\u0001\u000d\u00b8", "\u00fe\u0080\0\0\0\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "h2", "a.example");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "\0\0", "\u0001\u0000" + new string('\u00c8', AddressesLength),
        "\u00fd\u0005" + new string('\u00c8', AddressesLength) + "h2\0a.example",
        "\u0001\u0003" + new string('\0', AddressesLength), "\u0000\u0002" + new string('\u0001', AddressesLength),
        "\0\u000a" + new string('\u00fa', 8) + "\0\0\u005e\u00fe" + new string('\u00fa', 14)
            + "\0\0\u005e\u00fe" + new string('\u00fa', 6));

    /// <summary>Writes it, and reads the same.</summary>
    internal static void RequireReadsBack(SendProxyConfig config, in ProxyFacts facts)
    {
        Span<byte> target = stackalloc byte[Limits.ProxyHeaderSentMax];
        var written = target[..ProxyHeaderWriter.Write(target, config, facts)];
        var isText = config.Version == ProxyVersion.V1;
        Require(!isText || written.Length <= Limits.ProxyLineMax, "a line that receivers refuse");
        var reading = ProxyHeaderReader.Read(written);
        Require(reading.Kind == ProxyReadingKind.Header, "what is written cannot be read");
        Require(reading.Length == written.Length, "what is written is not read as a whole");
        var isLocal = facts.Source.IsUnix || facts.Destination.IsUnix;
        Require(reading.Header.Source == (isLocal ? null : facts.Source), "another source is read");
        Require(reading.Header.Destination == (isLocal ? null : facts.Destination), "another destination is read");
        if (isLocal || isText) return;
        Require(reading.Header.Alpn == TextOf(facts.Alpn, ProxyTlv.Alpn), "another protocol is read");
        Require(reading.Header.Authority == TextOf(facts.Authority, ProxyTlv.Authority), "another name is read");

        string? TextOf(string? text, ProxyTlv field) =>
            config.Tlvs.Contains(field) && text?.Length is > 0 and <= 255 && text.All(IsShown) ? text : null;
    }

    public override void Run(byte[] input)
    {
        if (input.Length < 2) return;
        var (kind, lengths) = (input[0], input[1]);
        ReadOnlySpan<byte> rest = input.AsSpan(2);
        Span<byte> addresses = stackalloc byte[AddressesLength];
        var count = Math.Min(AddressesLength, rest.Length);
        rest[..count].CopyTo(addresses);
        var texts = rest[count..];
        var end = texts.IndexOf((byte)0);
        var facts = new ProxyFacts(Client(addresses, lengths), Client(addresses[18..], lengths >> 2), ulong.MaxValue)
        {
            Alpn = end < 0 ? null : Ascii(texts[..end]),
            Authority = end < 0 ? null : Ascii(texts[(end + 1)..]),
        };
        var fields = Fields.Where((_, index) => (kind & (2 << index)) != 0);
        RequireReadsBack(
            new SendProxyConfig
            {
                Version = (kind & 1) == 0 ? ProxyVersion.V1 : ProxyVersion.V2,
                Tlvs = new ValueList<ProxyTlv>((kind & 0x80) == 0 ? fields : fields.Reverse()),
            },
            facts);
    }

    private static bool IsShown(char c) => c is >= '!' and <= '~';

    private static string Ascii(ReadOnlySpan<byte> text) => System.Text.Encoding.Latin1.GetString(text);

    /// <param name="length">Its last two bits: IPv4, a unix socket, or IPv6.</param>
    private static ClientAddress Client(ReadOnlySpan<byte> bytes, int length) => (length & 3) switch
    {
        0 => new ClientAddress(bytes[..4], bytes[16] << 8 | bytes[17]),
        1 when (length & 0x10) != 0 => default,
        _ => new ClientAddress(bytes[..16], bytes[16] << 8 | bytes[17]),
    };
}
