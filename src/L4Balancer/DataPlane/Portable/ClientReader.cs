using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The client's side of a session before its relay: the first bytes of the client are read here, before a backend is
/// picked. Bytes not consumed stay in the pipe, and the relay starts with them.
/// </summary>
/// <remarks>
/// Used by one task at a time, and by none after the relay has started: from then on the relay owns the pipe.
/// </remarks>
internal sealed class ClientReader(Socket client, PortableServices services)
{
    private const int ReadSize = 16 * 1024;
    private Pipe? _pipe;
    private ReadOnlySequence<byte> _shown;

    public Socket Client => client;

    /// <summary>Holds the bytes that were read and not consumed. Created on first use.</summary>
    public Pipe Pipe => _pipe ??= new Pipe(services.PipeOptions);

    /// <summary>The number of bytes read from the client and not consumed.</summary>
    public int Unconsumed { get; private set; }

    /// <summary>
    /// The most unconsumed bytes: one less than the threshold that pauses the writer of the pipe, which nothing would
    /// resume before the relay.
    /// </summary>
    public int UnconsumedMax { get; } = services.BufferSize - 1;

    /// <summary>
    /// Waits for more bytes, and returns all that are not consumed; <see cref="Consume"/> must be called before the
    /// next read.
    /// </summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    /// <exception cref="OperationCanceledException">Nothing was lost.</exception>
    public async ValueTask<ClientBytes> ReadAsync(CancellationToken cancellationToken)
    {
        return Show(isLast: Unconsumed >= UnconsumedMax || !await TryReadMoreAsync(cancellationToken));
    }

    /// <summary>
    /// Returns all unconsumed bytes once more; <see cref="Consume"/> must be called before the next read.
    /// </summary>
    public ClientBytes Show(bool isLast)
    {
        // Bytes returned before are returned again, although the pipe considers them examined.
        Pipe.Reader.CancelPendingRead();
        Pipe.Reader.TryRead(out var result);
        _shown = result.Buffer;
        return new ClientBytes(_shown, isLast);
    }

    /// <summary>Removes bytes from the front of those last returned: the backend gets the bytes after them.</summary>
    public void Consume(int bytes)
    {
        Pipe.Reader.AdvanceTo(_shown.GetPosition(bytes), _shown.End);
        Unconsumed -= bytes;
        _shown = default;
    }

    /// <summary>The unconsumed bytes, for another owner to continue with.</summary>
    public byte[] TakeOut()
    {
        if (Unconsumed == 0) return [];

        // As above: they may have been examined.
        Pipe.Reader.CancelPendingRead();
        Pipe.Reader.TryRead(out var result);
        var bytes = result.Buffer.ToArray();
        Pipe.Reader.AdvanceTo(result.Buffer.End);
        Unconsumed = 0;
        return bytes;
    }

    /// <returns>False at the FIN. The relay reads it again and passes it on.</returns>
    private async ValueTask<bool> TryReadMoreAsync(CancellationToken cancellationToken)
    {
        // Waits without a buffer, so that a silent client costs none.
        await client.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        var room = Pipe.Writer.GetMemory(ReadSize);
        var count = Math.Min(room.Length, UnconsumedMax - Unconsumed);
        var read = await client.ReceiveAsync(room[..count], cancellationToken);
        if (read == 0) return false;
        Pipe.Writer.Advance(read);
        Unconsumed += read;
        await Pipe.Writer.FlushAsync(CancellationToken.None);
        return true;
    }
}

/// <summary>The bytes received from a client so far.</summary>
/// <param name="Bytes">Valid until they are consumed.</param>
/// <param name="IsLast">No more will come: the client has sent FIN, or there is no room for more.</param>
internal readonly record struct ClientBytes(ReadOnlySequence<byte> Bytes, bool IsLast);
