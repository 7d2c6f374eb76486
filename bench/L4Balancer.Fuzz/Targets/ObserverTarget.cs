using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// An observer of a conversation. The input is a list of pieces, each after a byte with its direction and its length;
/// what is known after each piece is the same however the piece is cut.
/// </summary>
internal abstract class ObserverTarget : FuzzTarget
{
    private const byte IsUpload = 0x80;
    private const byte IsLong = 0x40;
    private const int LengthMask = 0x3F;
    private const int LongUnit = 16;

    public override int SizeMax => 2048;

    protected abstract ProtocolObserver Make();

    /// <summary>A seed: pieces, each with its direction.</summary>
    protected static byte[] Talk(params (bool IsUpload, string Text)[] pieces)
    {
        var input = new List<byte>();
        foreach (var (isUpload, text) in pieces)
        {
            foreach (var part in Latin(text)[0].Chunk(LengthMask))
            {
                input.Add((byte)((isUpload ? IsUpload : 0) | part.Length));
                input.AddRange(part);
            }
        }

        return [.. input];
    }

    public override void Run(byte[] input)
    {
        var cut = CutOf(input);
        var (whole, halves, bytes) = (Make(), Make(), Make());
        ReadOnlySpan<byte> rest = input;
        while (!rest.IsEmpty)
        {
            var piece = Next(ref rest, out var isUpload);
            var at = cut % (piece.Length + 1);
            whole.Watch(isUpload, piece);
            halves.Watch(isUpload, piece[..at]);
            halves.Watch(isUpload, piece[at..]);
            foreach (ref readonly var octet in piece) bytes.Watch(isUpload, new ReadOnlySpan<byte>(in octet));
            CheckSame(whole, halves);
            CheckSame(whole, bytes);
        }

        whole.End();
        halves.End();
        bytes.End();
    }

    protected static CancelTarget Target { get; } =
        new(NetAddress.FromIp(IPAddress.Loopback, 5432), new BackendCounters());

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest, out bool isUpload)
    {
        var head = rest[0];
        var length = (head & LengthMask) * ((head & IsLong) == 0 ? 1 : LongUnit);
        length = Math.Min(length, rest.Length - 1);
        var piece = rest.Slice(1, length);
        rest = rest[(1 + length)..];
        isUpload = (head & IsUpload) != 0;
        return piece;
    }

    private static void CheckSame(ProtocolObserver one, ProtocolObserver other)
    {
        Require(one.IsWatching == other.IsWatching, "whether it watches depends on how the bytes are cut");
        Require(one.Rest == other.Rest, "what is known depends on how the bytes are cut");
        Require(one.IsCancel == other.IsCancel, "whether it is a cancel request depends on how the bytes are cut");
        Require(Equals(one.Elsewhere, other.Elsewhere), "the target of a cancel depends on how the bytes are cut");
    }
}
