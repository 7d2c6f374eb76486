using System.Buffers.Binary;

namespace L4Balancer.Core.TlsHello;

/// <summary>Takes fields from the front of a part of a hello; false where the part is too short.</summary>
internal ref struct HelloFields(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public bool TryTake(int count, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (_rest.Length < count) return false;
        field = _rest[..count];
        _rest = _rest[count..];
        return true;
    }

    public bool TryTakeByte(out byte value)
    {
        var isThere = TryTake(1, out var field);
        value = isThere ? field[0] : (byte)0;
        return isThere;
    }

    public bool TryTakeNumber(out ushort value)
    {
        var isThere = TryTake(2, out var field);
        value = isThere ? BinaryPrimitives.ReadUInt16BigEndian(field) : (ushort)0;
        return isThere;
    }

    /// <summary>A vector behind a length of one byte.</summary>
    public bool TryTakeShort(out ReadOnlySpan<byte> vector)
    {
        vector = default;
        return TryTakeByte(out var length) && TryTake(length, out vector);
    }

    /// <summary>A vector behind a length of two bytes.</summary>
    public bool TryTakeLong(out ReadOnlySpan<byte> vector)
    {
        vector = default;
        return TryTakeNumber(out var length) && TryTake(length, out vector);
    }
}
