using System.Buffers.Binary;
using System.Text;

namespace L4Balancer.Testing;

/// <summary>A ClientHello, byte by byte (RFC 8446, 4.1.2).</summary>
internal sealed record HelloBytes
{
    private const byte Handshake = 22;
    private const byte Major = 3;

    /// <summary>Values of the server name list: type and name.</summary>
    public IReadOnlyList<(byte Type, string Name)> Names { get; init; } = [];

    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>Written before and after those of the two above.</summary>
    public IReadOnlyList<(ushort Type, byte[] Data)> Before { get; init; } = [];

    public IReadOnlyList<(ushort Type, byte[] Data)> After { get; init; } = [];

    public byte[] SessionId { get; init; } = new byte[32];

    public static HelloBytes For(string? name, params string[] protocols) => new()
    {
        Names = name is null ? [] : [(0, name)],
        Protocols = protocols,
        Before = [(0x1A1A, [])],
        After = [(43, [2, 3, 4]), (51, new byte[38]), (0xDADA, [0])],
    };

    /// <summary>With a key share of this size, as post-quantum ones have.</summary>
    public HelloBytes WithKeyShare(int size) => this with { After = [.. After, (0x5151, new byte[size])] };

    /// <summary>The message with its type and length.</summary>
    public byte[] Message()
    {
        byte[] body =
        [
            Major, 3, .. new byte[32], (byte)SessionId.Length, .. SessionId, .. Long([0x13, 0x01, 0x2A, 0x2A]),
            1, 0, .. Long(Extensions()),
        ];
        return [1, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    /// <summary>The message in one record, or in several if it is larger than one may be.</summary>
    public byte[] Records(int fragment = 1 << 14) => Records(Message(), fragment);

    public static byte[] Records(byte[] message, int fragment) =>
        [.. message.Chunk(fragment).SelectMany(part => Record(part))];

    public static byte[] Record(byte[] fragment) => [Handshake, Major, 1, .. Long(fragment)];

    /// <summary>A vector behind a length of two bytes.</summary>
    public static byte[] Long(byte[] vector)
    {
        var bytes = new byte[2 + vector.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)vector.Length));
        vector.CopyTo(bytes, 2);
        return bytes;
    }

    /// <summary>The list of the server name extension.</summary>
    public static byte[] NameList(IEnumerable<(byte Type, string Name)> names) =>
        Long([.. names.SelectMany(n => (byte[])[n.Type, .. Long(Encoding.Latin1.GetBytes(n.Name))])]);

    public static byte[] ProtocolList(IEnumerable<string> protocols) =>
        Long([.. protocols.SelectMany(p => (byte[])[(byte)p.Length, .. Encoding.Latin1.GetBytes(p)])]);

    private byte[] Extensions()
    {
        var extensions = Before.ToList();
        if (Names.Count > 0) extensions.Add((0, NameList(Names)));
        if (Protocols.Count > 0) extensions.Add((16, ProtocolList(Protocols)));
        extensions.AddRange(After);
        return [.. extensions.SelectMany(e => (byte[])[(byte)(e.Type >> 8), (byte)e.Type, .. Long(e.Data)])];
    }
}
