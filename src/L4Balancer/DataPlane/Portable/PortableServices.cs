using System.IO.Pipelines;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>State shared by all sessions of the engine.</summary>
internal sealed class PortableServices(EngineParts parts, int bufferSize) : EngineServices(parts, bufferSize)
{
    private long _draws;
    private ulong _ids;

    /// <summary>
    /// Both loops of a direction run on the thread of the socket's completion: a hop to another thread per chunk would
    /// cost more than the chunk.
    /// </summary>
    public PipeOptions PipeOptions { get; } = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false,
        pauseWriterThreshold: bufferSize, resumeWriterThreshold: bufferSize / 2);

    /// <summary>Which sessions the kernel is asked about.</summary>
    public KernelSampler Sampler { get; } = new();

    /// <summary>Absolute monotonic time in milliseconds.</summary>
    public long Now => Time.GetTimestamp() / (Time.TimestampFrequency / 1000);

    /// <summary>Absolute monotonic time in microseconds.</summary>
    public long NowMicroseconds => Time.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>A distinct number for every draw of a session, the seed of its random choices.</summary>
    public ulong NextSeed() => Seed + (ulong)Interlocked.Increment(ref _draws);

    /// <summary>The ID of a new session: unique for the lifetime of the process.</summary>
    public ulong NextId() => Interlocked.Increment(ref _ids);

    public ulong LastId => Volatile.Read(ref _ids);

    /// <summary>Skips the IDs up to this one; while there are no new sessions.</summary>
    public void SkipIds(ulong last) => _ids = Math.Max(_ids, last);
}
