using System.Net.Sockets;
using System.Security.Cryptography;
using L4Balancer.DataPlane.Portable;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Tests.Support;

/// <summary>Random bytes through a socket, in chunks of random sizes, with a checksum at both ends.</summary>
internal static class Traffic
{
    /// <summary>Sends the given number of bytes generated from the seed; returns their checksum.</summary>
    public static async Task<string> SendRandomAsync(this Socket socket, long bytes, int chunkMax, int seed,
        Action<int>? onSent = null)
    {
        var random = new Random(seed);
        var deadline = Loopback.DeadlineFor(bytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[chunkMax];
        for (var left = bytes; left > 0;)
        {
            var chunk = buffer.AsMemory(0, (int)Math.Min(left, random.Next(1, chunkMax + 1)));
            random.NextBytes(chunk.Span);
            hash.AppendData(chunk.Span);
            await socket.SendAsync(chunk, deadline);
            onSent?.Invoke(chunk.Length);
            left -= chunk.Length;
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>
    /// Reads to the end in chunks of at most this size; returns the number of bytes, their checksum, and how it ended.
    /// </summary>
    public static async Task<Received> ReceiveAllAsync(this Socket socket, int chunkMax = 64 * 1024,
        Action<int>? onReceived = null)
    {
        var deadline = Loopback.DeadlineFor(long.MaxValue);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[chunkMax];
        var bytes = 0L;
        while (true)
        {
            int read;
            try
            {
                read = await socket.ReceiveAsync(buffer, deadline);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                return new Received(bytes, Convert.ToHexString(hash.GetHashAndReset()), StreamEnd.Reset);
            }

            if (read == 0) return new Received(bytes, Convert.ToHexString(hash.GetHashAndReset()), StreamEnd.Fin);
            bytes += read;
            hash.AppendData(buffer.AsSpan(0, read));
            onReceived?.Invoke(read);
        }
    }

    /// <summary>
    /// Waits until the other side's kernel has received everything: RST discards the sender's own queue,
    /// so a test that checks what arrives must wait for this before it resets.
    /// </summary>
    public static Task FlushedAsync(this Socket socket) =>
        SendQueue.WaitUntilEmptyAsync(socket, TimeProvider.System, ResetWait.Begin(long.MaxValue), Loopback.Deadline);

    /// <summary>
    /// Sets fixed kernel buffers at this end, so that little is in flight when nothing is read; not smaller than a few
    /// segments of loopback (64 KiB each), because a smaller window is very slow.
    /// </summary>
    public static void FixBuffers(this Socket socket)
    {
        socket.ReceiveBufferSize = 256 * 1024;
        socket.SendBufferSize = 256 * 1024;
    }
}

/// <summary>The data received from a socket.</summary>
internal sealed record Received(long Bytes, string Checksum, StreamEnd End);
