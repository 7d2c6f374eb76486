namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// The connection to a server that says what was prepared, in pieces of a size, whatever it is asked. What is written
/// goes nowhere, except the nonce of a SCRAM login, which the server repeats where the answers leave room for it.
/// </summary>
internal sealed class PlayedAnswers(byte[] answers, int pieceSize) : Stream
{
    /// <summary>As long as a nonce.</summary>
    public static ReadOnlySpan<byte> RoomForNonce => "NNNNNNNNNNNNNNNNNNNNNNNN"u8;

    private static ReadOnlySpan<byte> BeforeNonce => "n,,n=,r="u8;

    private readonly byte[] _answers = (byte[])answers.Clone();
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(pieceSize, buffer.Length), _answers.Length - _at);

        // No server repeats a nonce before it has it, however large the pieces are.
        var room = _answers.AsSpan(_at).IndexOf(RoomForNonce);
        if (room > 0) count = Math.Min(count, room);
        _answers.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var before = buffer.IndexOf(BeforeNonce);
        if (before < 0) return;
        var nonce = buffer[(before + BeforeNonce.Length)..];
        var room = _answers.AsSpan(_at).IndexOf(RoomForNonce);
        if (room >= 0 && nonce.Length >= RoomForNonce.Length)
            nonce[..RoomForNonce.Length].CopyTo(_answers.AsSpan(_at + room));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
