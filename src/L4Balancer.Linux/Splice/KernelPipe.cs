using System.Diagnostics;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Splice;

/// <summary>
/// A pipe(7) through which bytes pass between two sockets without a copy to user memory; splice(2). Neither end blocks.
/// One thread.
/// </summary>
public sealed unsafe class KernelPipe : IDisposable
{
    private readonly SafeFd _reader;
    private readonly SafeFd _writer;
    private readonly int _readerFd;
    private readonly int _writerFd;

    private KernelPipe(int readerFd, int writerFd, int capacity)
    {
        (_readerFd, _writerFd) = (readerFd, writerFd);
        _reader = new SafeFd(readerFd);
        _writer = new SafeFd(writerFd);
        Capacity = capacity;
    }

    /// <summary>The most bytes it holds. It also has one slot per page: many small pieces fill it earlier.</summary>
    public int Capacity { get; }

    /// <summary>The higher of its two descriptors.</summary>
    public int HighestFd => Math.Max(_readerFd, _writerFd);

    /// <summary>The number of bytes in it.</summary>
    public int Held { get; private set; }

    /// <summary>
    /// Creates a pipe of the requested size; null if the process is out of descriptors, or if the kernel gives this
    /// user only tiny pipes (pipe(7), pipe-user-pages-soft).
    /// </summary>
    public static KernelPipe? TryCreate(int capacity, int capacityMin)
    {
        var ends = stackalloc int[2];
        var made = SysResult.From(Unistd.pipe2(ends, Unistd.O_NONBLOCK | Unistd.O_CLOEXEC));
        if (!made.IsSuccess) return null;
        var size = SysResult.From(Unistd.fcntl(ends[1], Unistd.F_SETPIPE_SZ, capacity));
        if (!size.IsSuccess) size = SysResult.From(Unistd.fcntl(ends[1], Unistd.F_GETPIPE_SZ, 0));
        var pipe = new KernelPipe(ends[0], ends[1], size.IsSuccess ? size.Count : 0);
        if (pipe.Capacity >= capacityMin) return pipe;
        pipe.Dispose();
        return null;
    }

    /// <summary>
    /// Moves available bytes from the socket into this pipe, which must be empty: only then does EAGAIN mean that the
    /// socket is empty, and not that the pipe is full. 0 is the socket's FIN.
    /// </summary>
    /// <param name="most">The most bytes to move, more than 0.</param>
    public SysResult Fill(int socket, int most = int.MaxValue)
    {
        if (Held != 0) throw new InvalidOperationException("A pipe is filled only when it is empty.");
        var result = Move(socket, _writerFd, Math.Min(most, Capacity));
        if (result.IsSuccess) Held = result.Count;
        Debug.Assert(Held <= Capacity, "More went into a pipe than it holds.");
        return result;
    }

    /// <summary>Moves bytes from the pipe to the socket; EAGAIN if the socket accepts nothing now.</summary>
    public SysResult Drain(int socket)
    {
        var result = Move(_readerFd, socket, Held);
        if (result.IsSuccess) Held -= result.Count;
        Debug.Assert(Held >= 0, "More came out of a pipe than was in it.");
        return result;
    }

    /// <summary>
    /// Reads the bytes in the pipe into memory, as many as fit; for a pipe whose bytes are to continue elsewhere.
    /// </summary>
    /// <returns>The number of bytes read; success means all that were requested.</returns>
    public SysResult ReadOut(Span<byte> buffer)
    {
        var wanted = Math.Min(buffer.Length, Held);
        var done = 0;
        fixed (byte* bytes = buffer)
        {
            while (done < wanted)
            {
                var result = SysResult.From(Unistd.read(_readerFd, bytes + done, (nuint)(wanted - done)));
                if (result.Errno == Errno.EINTR) continue;
                if (!result.IsSuccess) return result;
                done += result.Count;
                Held -= result.Count;
            }
        }

        return new SysResult(done);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private static SysResult Move(int from, int to, int count)
    {
        while (true)
        {
            var result = SysResult.From(
                Unistd.splice(from, null, to, null, (nuint)count, Unistd.SPLICE_F_MOVE | Unistd.SPLICE_F_NONBLOCK));
            if (result.Errno != Errno.EINTR) return result;
        }
    }
}
