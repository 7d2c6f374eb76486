using System.Buffers.Binary;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// PostgreSQL's cancel request: while bytes come in, the answer changes once, from nothing to a key or to something
/// else.
/// </summary>
internal sealed class CancelRequestTarget : FuzzTarget
{
    public override string Name => "cancel-request";

    public override int SizeMax => 600;

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "\0\0\0\u0010\u0004\u00d2\u0016\u002e", "\u0004\u00d2\u0016\u002e", "\u0004\u00d2\u0016\u002f",
        "\0\u0003\0\0");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "\0\0\0\u0010\u0004\u00d2\u0016\u002e\0\0\u0001\u0002\u0003\u0004\u0005\u0006",
        "\0\0\0\u0028\u0004\u00d2\u0016\u002e0123456789abcdef0123456789abcdef",
        "\0\0\0\u0008\u0004\u00d2\u0016\u002f", "\0\0\0\u0011\0\u0003\0\0user\0u\0\0");

    public override void Run(byte[] input)
    {
        var whole = CancelRequest.KeyIn(input, out var isOther);
        Require(!isOther || whole.IsEmpty, "a key in something else");
        var (hadKey, wasOther) = (false, false);
        for (var size = 0; size <= input.Length; size++)
        {
            var key = CancelRequest.KeyIn(input.AsSpan(0, size), out var isOtherSoFar);
            Require(!wasOther || isOtherSoFar, "something else became a cancel request");
            Require(!hadKey || key.SequenceEqual(whole), "the key changed while bytes came");
            (hadKey, wasOther) = (hadKey || !key.IsEmpty, isOtherSoFar);
        }

        Require(hadKey == !whole.IsEmpty && wasOther == isOther, "all bytes at once say something else");
        if (!whole.IsEmpty) CheckWritten(input, whole);
    }

    private static void CheckWritten(ReadOnlySpan<byte> input, ReadOnlySpan<byte> key)
    {
        var written = new byte[CancelRequest.HeaderSize + key.Length];
        BinaryPrimitives.WriteInt32BigEndian(written, written.Length);
        BinaryPrimitives.WriteUInt32BigEndian(written.AsSpan(4), CancelRequest.Code);
        key.CopyTo(written.AsSpan(CancelRequest.HeaderSize));
        Require(input.StartsWith(written), "a key that was not in the request");
    }
}
