using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Splice;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Resources shared by the directions of one worker: one buffer for all reads, and a stock of buffers and pipes for
/// directions whose target is slower than their source. One thread.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class RelayTools(
    EpollLoop loop, StockTrimmer trimmer, NativeServices services, int workers) : IDisposable
{
    /// <summary>Buffers that are always kept.</summary>
    private const int StashesKept = 4;

    /// <summary>The usual number of slow readers; buffers beyond it are left to the garbage collector.</summary>
    private const int StashesKeptMax = 64;

    /// <summary>
    /// The most that one splice moves. Larger pipes moved no more per call, and used more of the user's allowance
    /// (pipe(7), pipe-user-pages-soft).
    /// </summary>
    private const int PipeCapacity = 256 * 1024;

    /// <summary>A smaller pipe moves less per call than a read into the buffer.</summary>
    private const int PipeCapacityMin = 64 * 1024;

    private readonly Stock<byte[]> _stashes = new(trimmer, StashesKept, StashesKeptMax);
    private readonly PipePool _pipes = new(
        trimmer, PipeCapacity, PipeCapacityMin, Math.Max(services.Spares.Budget.Pipes / workers, 1));

    public RelayKind Kind { get; } = services.Relay;

    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(services.BufferSize, pinned: true);

    /// <summary>The loop's clock at the start of the turn, in milliseconds.</summary>
    public long Now => loop.Now;

    /// <summary>The same in microseconds.</summary>
    public long NowMicroseconds => loop.NowMicroseconds;

    /// <summary>Which sessions the kernel is asked about.</summary>
    public KernelSampler Sampler { get; } = new();

    /// <summary>A buffer from the stock, for bytes that a target did not accept.</summary>
    public byte[] RentStash() => _stashes.TryTake(out var stash)
        ? stash
        : GC.AllocateUninitializedArray<byte>(services.BufferSize, pinned: true);

    /// <summary>
    /// A buffer of at least this many bytes. More than the size of one read is needed only when a relay starts with it,
    /// and such a buffer is not kept.
    /// </summary>
    public byte[] RentStash(int bytes) =>
        bytes <= services.BufferSize ? RentStash() : GC.AllocateUninitializedArray<byte>(bytes);

    public void Return(byte[] stash)
    {
        if (stash.Length == services.BufferSize) _stashes.Put(stash);
    }

    /// <summary>Null if no pipe is available; then bytes are copied.</summary>
    public KernelPipe? TryRentPipe()
    {
        var pipe = _pipes.TryRent(mayMake: services.Spares.AreHeld);
        if (pipe is not null) services.Spares.Note(pipe.HighestFd);
        return pipe;
    }

    public void Return(KernelPipe pipe) => _pipes.Return(pipe);

    public void Dispose() => _pipes.Dispose();
}
