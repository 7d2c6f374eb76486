using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The client's side of a session before its relay: whoever wants to see the first bytes of the client, before a
/// backend is picked, reads them here. What is not consumed stays in the pipe, and the relay begins with it.
/// </summary>
/// <remarks>One task at a time, and nobody after the relay has begun: the pipe is its own from then on.</remarks>
internal sealed class ClientReader(Socket client, PortableServices services)
{
    private const int ReadSize = 16 * 1024;
    private Pipe? _pipe;
    private ReadOnlySequence<byte> _shown;

    public Socket Client => client;

    /// <summary>Holds what was read and not consumed. Made when it is first wanted.</summary>
    public Pipe Pipe => _pipe ??= new Pipe(services.PipeOptions);

    /// <summary>Bytes of the client that were read and not consumed.</summary>
    public int Unconsumed { get; private set; }

    /// <summary>
    /// So many at most: one less than what pauses the writer of the pipe, which nobody would wake before the relay.
    /// </summary>
    public int UnconsumedMax { get; } = services.BufferSize - 1;

    /// <summary>
    /// Waits for more bytes, and shows all that are not consumed; <see cref="Consume"/> is to be called before the next
    /// read.
    /// </summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    /// <exception cref="OperationCanceledException">Nothing was lost.</exception>
    public async ValueTask<ClientBytes> ReadAsync(CancellationToken cancellationToken)
    {
        return Show(isLast: Unconsumed >= UnconsumedMax || !await TryReadMoreAsync(cancellationToken));
    }

    /// <summary>Shows all that are not consumed once more; <see cref="Consume"/> is to be called before the next read.
    /// </summary>
    public ClientBytes Show(bool isLast)
    {
        // Bytes that were shown before are shown again, though the pipe takes them for seen.
        Pipe.Reader.CancelPendingRead();
        Pipe.Reader.TryRead(out var result);
        _shown = result.Buffer;
        return new ClientBytes(_shown, isLast);
    }

    /// <summary>Takes bytes off the front of what was shown last: the backend gets what comes after them.</summary>
    public void Consume(int bytes)
    {
        Pipe.Reader.AdvanceTo(_shown.GetPosition(bytes), _shown.End);
        Unconsumed -= bytes;
        _shown = default;
    }

    /// <summary>The bytes that were not consumed, for somebody else to go on with.</summary>
    public byte[] TakeOut()
    {
        if (Unconsumed == 0) return [];

        // As above: they may have been shown.
        Pipe.Reader.CancelPendingRead();
        Pipe.Reader.TryRead(out var result);
        var bytes = result.Buffer.ToArray();
        Pipe.Reader.AdvanceTo(result.Buffer.End);
        Unconsumed = 0;
        return bytes;
    }

    /// <returns>False at the FIN. The relay reads it once more, and passes it on.</returns>
    private async ValueTask<bool> TryReadMoreAsync(CancellationToken cancellationToken)
    {
        // Waits with no buffer in hand, so that a silent client costs none.
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

/// <summary>The bytes of a client so far.</summary>
/// <param name="Bytes">Valid until they are consumed.</param>
/// <param name="IsLast">No more will come: the client has sent FIN, or there is no room for more.</param>
internal readonly record struct ClientBytes(ReadOnlySequence<byte> Bytes, bool IsLast);
