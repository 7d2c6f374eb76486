using System.Buffers;
using System.Net.Sockets;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The client's side of a session before its relay: the first bytes of the client are read here, before a backend is
/// picked. The relay starts with those that were not consumed.
/// </summary>
/// <remarks>
/// Used by one task at a time, and by none after the relay has started: from then on the relay owns the bytes.
/// </remarks>
/// <param name="first">Bytes of the client that were read before.</param>
internal sealed class ClientReader(Socket client, FirstBytes first)
{
    public ClientReader(Socket client) : this(client, new FirstBytes())
    {
    }

    private const int ReadSize = 16 * 1024;

    public Socket Client => client;

    /// <summary>The bytes read from the client and not consumed.</summary>
    public FirstBytes Bytes { get; } = first;

    /// <summary>Waits for more bytes, and adds them.</summary>
    /// <param name="max">The most bytes that are read, at least 1.</param>
    /// <returns>False at the FIN. The relay reads it again and passes it on.</returns>
    /// <exception cref="SocketException">The client is gone.</exception>
    /// <exception cref="OperationCanceledException">Nothing was lost.</exception>
    public async ValueTask<bool> TryReadMoreAsync(int max, CancellationToken cancellationToken)
    {
        // Waits without a buffer, so that a silent client costs none.
        await client.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            var room = buffer.AsMemory(0, Math.Min(ReadSize, max));
            var read = await client.ReceiveAsync(room, cancellationToken);
            Bytes.Add(room.Span[..read]);
            return read > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
