namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// The first bytes of a client, read before it has a backend: those that nobody has consumed. They cost nothing until
/// there is one. One thread.
/// </summary>
internal sealed class FirstBytes
{
    /// <summary>Most first messages fit.</summary>
    private const int SizeMin = 512;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    public FirstBytes()
    {
    }

    /// <param name="bytes">Read by somebody else, who has let go of them.</param>
    public FirstBytes(ReadOnlySpan<byte> bytes) => Add(bytes);

    public int Count => _end - _start;

    /// <summary>Valid until bytes are added.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, Count);

    /// <summary>Valid until bytes are added.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, Count);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_end + bytes.Length > _buffer.Length) MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Removes bytes from the front.</summary>
    public void Consume(int bytes) => _start += bytes;

    /// <summary>Somebody else has them now.</summary>
    public void Clear() => (_buffer, _start, _end) = ([], 0, 0);

    private void MakeRoom(int bytes)
    {
        var next = new byte[Math.Max(SizeMin, Math.Max(Count + bytes, Count * 2))];
        Span.CopyTo(next);
        (_buffer, _start, _end) = (next, 0, Count);
    }
}
