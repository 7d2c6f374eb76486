using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>What a fake server does in the middle of its answers.</summary>
internal enum Misbehaviour
{
    Hang,
    Close,
    Reset,
    Garbage,
}

/// <summary>A fault of a fake server after it has sent this many bytes of a connection.</summary>
internal sealed record ServerFault(Misbehaviour Kind, int After);

/// <summary>The server's side of a connection, until its fault comes.</summary>
internal sealed class FaultyConnection(Socket socket, ServerFault? fault) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>Bytes sent so far.</summary>
    public int Sent { get; private set; }

    /// <summary>For TLS above it, which has no faults.</summary>
    public Stream Stream => _stream;

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var isFaulty = fault is not null && Sent + bytes.Length > fault.After;
        if (isFaulty) bytes = bytes[..Math.Max(0, fault!.After - Sent)];
        if (!bytes.IsEmpty) await _stream.WriteAsync(bytes, stop);
        Sent += bytes.Length;
        if (!isFaulty) return;
        switch (fault!.Kind)
        {
            case Misbehaviour.Reset:
                socket.Reset();
                break;
            case Misbehaviour.Garbage:
                await _stream.WriteAsync(Seeds.Of(fault.After), stop);
                socket.Shutdown(SocketShutdown.Send);
                break;
            case Misbehaviour.Hang:
                await socket.ReadToEndAsync().WaitAsync(stop); // The client gives up.
                break;
        }

        throw new IOException("The fake server stops here.");
    }

    public async Task<byte[]> ReadAsync(int count, CancellationToken stop)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, stop);
        return bytes;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Random bytes that are the same in every run.</summary>
    private static class Seeds
    {
        public static byte[] Of(int seed)
        {
            var bytes = new byte[300];
            new Random(seed).NextBytes(bytes);
            return bytes;
        }
    }
}
