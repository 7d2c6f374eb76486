using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Splice;
using L4Balancer.Linux.Tests.Loop;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Splice;

internal sealed class SpliceOrderTests
{
    [Test]
    public async Task Bytes_of_many_fills_come_out_in_their_order([Values(4096, 65536)] int pipeSize)
    {
        var seed = Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var sent = new byte[100 * pipeSize];
        new Random(seed).NextBytes(sent);
        using var script = new LoopScript();
        using var pool = new PipePool(new StockTrimmer(script.Loop), pipeSize, pipeSize, 1000);
        using var from = new TcpPair();
        using var to = new TcpPair();
        var sending = Task.Run(() => SendInPieces(from, sent, new Random(seed)));
        var receiving = Task.Run(() => ReceiveAll(to));
        var fills = await Task.Run(() => Relay(pool, from.Fd, to.Fd));
        to.Close(Linux.Sockets.StreamSockets.Close);
        await sending;
        Assert.That(await receiving, Is.EqualTo(sent));
        Assert.That(fills, Is.GreaterThanOrEqualTo(100));
    }

    private static void SendInPieces(TcpPair pair, byte[] data, Random random)
    {
        for (var at = 0; at < data.Length;)
        {
            var count = Math.Min(data.Length - at, 1 + random.Next(random.Next(2) == 0 ? 100 : 100_000));
            at += pair.Peer.Send(data.AsSpan(at, count));
        }

        pair.Peer.Shutdown(System.Net.Sockets.SocketShutdown.Send);
    }

    private static byte[] ReceiveAll(TcpPair pair)
    {
        using var got = new MemoryStream();
        using var stream = new System.Net.Sockets.NetworkStream(pair.Peer);
        stream.CopyTo(got);
        return got.ToArray();
    }

    /// <summary>Returns the number of fills until FIN. A pipe returns to the pool whenever it is empty.</summary>
    private static int Relay(PipePool pool, int from, int to)
    {
        for (var fills = 0; ; fills++)
        {
            var pipe = pool.TryRent()!;
            var result = pipe.Fill(from);
            if (result.Errno == Errno.EAGAIN) TestLibC.WaitFor(from, TestLibC.POLLIN);
            else if (result.OrThrow("splice").Count == 0) return fills;
            while (pipe.Held > 0)
            {
                if (pipe.Drain(to).Errno == Errno.EAGAIN) TestLibC.WaitFor(to, TestLibC.POLLOUT);
            }

            pool.Return(pipe);
        }
    }
}
