using System.Buffers.Binary;
using System.Text;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>Reads the fields of a packet, none beyond its end.</summary>
internal ref struct MySqlReader(ReadOnlySpan<byte> packet)
{
    private ReadOnlySpan<byte> _left = packet;

    public readonly bool IsAtEnd => _left.IsEmpty;

    public byte Byte() => Bytes(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public ReadOnlySpan<byte> Bytes(long count)
    {
        if (count < 0 || count > _left.Length) throw new ProbeFailedException("the answer has a damaged packet");
        var bytes = _left[..(int)count];
        _left = _left[(int)count..];
        return bytes;
    }

    public ReadOnlySpan<byte> Rest() => Bytes(_left.Length);

    /// <summary>Up to a zero, or to the end.</summary>
    public string TextToZero()
    {
        var length = _left.IndexOf((byte)0);
        if (length < 0) return Encoding.UTF8.GetString(Rest());
        var text = Encoding.UTF8.GetString(Bytes(length));
        Bytes(1);
        return text;
    }

    /// <summary>A number in one to nine bytes; null stands for SQL's NULL.</summary>
    public long? Number() => Byte() switch
    {
        < 0xFB and var small => small,
        0xFB => null,
        0xFC => UInt16(),
        0xFD => UInt16() + ((long)Byte() << 16),
        0xFE => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)), long.MaxValue),
        _ => throw new ProbeFailedException("the answer has a damaged packet"),
    };

    /// <summary>A text with its length before it; null is SQL's NULL.</summary>
    public string? Text() => Number() is { } length ? Encoding.UTF8.GetString(Bytes(length)) : null;
}
