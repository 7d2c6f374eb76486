using System.IO.Pipelines;

namespace L4Balancer.DataPlane.Portable;

/// <summary>What all sessions of the engine share.</summary>
internal sealed class PortableServices(EngineParts parts, int bufferSize) : EngineServices(parts, bufferSize)
{
    private long _draws;
    private ulong _ids;

    /// <summary>
    /// Both loops of a direction run where the socket's completion runs: a hop to another thread per chunk would cost
    /// more than the chunk.
    /// </summary>
    public PipeOptions PipeOptions { get; } = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false,
        pauseWriterThreshold: bufferSize, resumeWriterThreshold: bufferSize / 2);

    /// <summary>Absolute monotonic milliseconds.</summary>
    public long Now => Time.GetTimestamp() / (Time.TimestampFrequency / 1000);

    /// <summary>A number of its own for every draw of a session, the source of its random choices.</summary>
    public ulong NextSeed() => Seed + (ulong)Interlocked.Increment(ref _draws);

    /// <summary>The number of a new session: unique in the life of the process.</summary>
    public ulong NextId() => Interlocked.Increment(ref _ids);
}
