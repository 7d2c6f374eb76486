using L4Balancer.Core;

namespace L4Balancer.Probes.Streams;

/// <summary>
/// Lends the connection of a probe to a library. Disposing it ends the calls of the library, and not the connection,
/// which the probe ends in order.
/// </summary>
internal sealed class LentStream(ProbeStream stream) : Stream
{
    private readonly CancellationTokenSource _returned = new();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_returned.Token, cancellationToken);
        if (stream.Unread.IsEmpty && !await stream.TryFillAsync(Limits.ProbeBytesMax, either.Token)) return 0;
        var count = Math.Min(buffer.Length, stream.Unread.Length);
        stream.Unread[..count].CopyTo(buffer.Span);
        stream.Consume(count);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_returned.Token, cancellationToken);
        await stream.WriteAsync(buffer, either.Token);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _returned.Cancel();
        base.Dispose(disposing);
    }
}
