using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>A stream of bytes that depend on their place in it, so that a lost or a repeated one is found.</summary>
internal static class StreamCheck
{
    private const int Piece = 64 * 1024;

    /// <summary>Sends the stream, and receives it at the other end.</summary>
    /// <exception cref="AssertionException">What is received is not what was sent.</exception>
    public static Task RunAsync(Socket from, Socket to, long bytes, int seed) =>
        Task.WhenAll(
            Task.Run(() => SendAsync(from, bytes, seed)), Task.Run(() => ReceiveAsync(to, bytes, seed)));

    private static async Task SendAsync(Socket socket, long bytes, int seed)
    {
        var random = new Random(seed);
        var piece = new byte[Piece];
        for (var left = bytes; left > 0; left -= Piece)
        {
            random.NextBytes(piece);
            var rest = piece.AsMemory(0, (int)Math.Min(left, Piece));
            while (rest.Length > 0) rest = rest[await socket.SendAsync(rest, Loopback.DeadlineFor(bytes))..];
        }
    }

    private static async Task ReceiveAsync(Socket socket, long bytes, int seed)
    {
        var random = new Random(seed);
        var (expected, received) = (new byte[Piece], new byte[Piece]);
        for (var at = 0L; at < bytes; at += Piece)
        {
            random.NextBytes(expected);
            var size = (int)Math.Min(bytes - at, Piece);
            for (var got = 0; got < size;)
            {
                var read = await socket.ReceiveAsync(received.AsMemory(got, size - got), Loopback.DeadlineFor(bytes));
                if (read == 0) throw new AssertionException($"The end came after {at + got} of {bytes} bytes.");
                got += read;
            }

            if (!received.AsSpan(0, size).SequenceEqual(expected.AsSpan(0, size)))
                throw new AssertionException($"The bytes after {at} are not those that were sent.");
        }
    }
}
