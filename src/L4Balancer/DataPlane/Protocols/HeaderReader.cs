namespace L4Balancer.DataPlane.Protocols;

/// <summary>Collects a header of up to 8 bytes, however it is cut into pieces. A mutable value.</summary>
internal struct HeaderReader
{
    private ulong _value;
    private int _count;

    /// <summary>A header has begun, and is not complete.</summary>
    public readonly bool IsPartial => _count > 0;

    /// <summary>Takes bytes until there are <paramref name="size"/>.</summary>
    /// <param name="header">The bytes of the complete header as one number, the first byte highest.</param>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, int size, out ulong header)
    {
        var take = Math.Min(size - _count, bytes.Length);
        foreach (var value in bytes[..take]) _value = (_value << 8) | value;
        bytes = bytes[take..];
        _count += take;
        header = _value;
        if (_count < size) return false;
        (_value, _count) = (0, 0);
        return true;
    }
}
