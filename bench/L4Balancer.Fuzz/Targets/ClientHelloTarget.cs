using L4Balancer.Core;
using L4Balancer.Core.TlsHello;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// The first bytes of a TLS client. What they are is the same in one piece, in two, and byte by byte; once it is known,
/// more bytes do not change it; and what is found is a part of what was sent.
/// </summary>
internal sealed class ClientHelloTarget : FuzzTarget
{
    private const int LooksMax = 3000;

    private const string Random = "0123456789abcdef0123456789abcdef";

    /// <summary>Of the server name a.example, of ALPN h2 and http/1.1.</summary>
    private const string ServerName = "\0\0\0\u000e\0\u000c\0\0\u0009a.example";
    private const string Alpn = "\0\u0010\0\u000e\0\u000c\u0002h2\u0008http/1.1";

    /// <summary>The message: one cipher suite, two extensions.</summary>
    private const string Message =
        "\u0001\0\0\u004f\u0003\u0003" + Random + "\0\0\u0002\u0013\u0001\u0001\0\0\u0024" + ServerName + Alpn;

    public override string Name => "client-hello";

    public override int SizeMax => 6000;

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        ServerName, Alpn, "\u0016\u0003\u0001", "\u0016\u0003\u0001\0\u0001",
        "\u0015\u0003\u0001\0\u0002", "\u0001\0\0",
        "\u0003\u0003", "\u0003\u0004", "\u0080\u002e\u0001", "\0\u0017\0\0", "\0\u002b\0\u0003\u0002\u0003\u0004",
        "xn--", "*.", ".", "10.0.0.1", "\u00fe\u000d\0\0");

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Latin(
            "\u0016\u0003\u0001\0\u0053" + Message, "GET / HTTP/1.1\r\n", "\u0080\u002e\u0001\0\u0002",
            "\u0016\u0003\u0001\0\u0002\u0001\0\u0016\u0003\u0001\0\u0051" + Message[2..],
            "\u0016\u0003\u0001\0\u002d\u0001\0\0\u0029\u0003\u0003" + Random + "\0\0\u0002\u0013\u0001\u0001\0"),
        ByteRecords(),
    ];

    public override void Run(byte[] input)
    {
        var whole = StateAfter(input, [input.Length]);
        var cut = CutOf(input);
        Require(whole == StateAfter(input, [cut, input.Length]), "what it is depends on how the bytes are cut");
        if (input.Length <= LooksMax)
        {
            Require(
                whole == StateAfter(input, Enumerable.Range(0, input.Length + 1)),
                "what it is depends on whether the bytes come one by one");
        }
    }

    /// <summary>A record for every byte of the message.</summary>
    private static byte[] ByteRecords() =>
        [.. Latin(Message)[0].SelectMany(octet => (byte[])[22, 3, 1, 0, 1, octet])];

    private static (HelloState State, string? Name, string? Protocol) StateAfter(byte[] input, IEnumerable<int> sizes)
    {
        var reader = new ClientHelloReader(int.MaxValue);
        foreach (var size in sizes)
        {
            var state = reader.Read(input.AsSpan(0, size), out var hello);
            if (state == HelloState.Incomplete) continue;
            if (state == HelloState.Complete) Check(hello);
            return (state, hello.ServerNameText, hello.FirstProtocol);
        }

        return (HelloState.Incomplete, null, null);
    }

    private static void Check(ClientHello hello)
    {
        Require(hello.ServerName.Length <= Limits.ServerNameMax, "a name that is too long");
        Require(!hello.ServerName.ContainsAnyExceptInRange((byte)'!', (byte)'~'), "a name that cannot be shown");
        if (hello.Protocols.IsEmpty) return;
        var first = hello.Protocols.Slice(1, hello.Protocols[0]);
        Require(!first.IsEmpty && hello.Offers(first), "the first protocol is not offered");
    }
}
