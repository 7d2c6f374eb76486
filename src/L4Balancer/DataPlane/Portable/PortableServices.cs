using System.IO.Pipelines;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Portable;

/// <summary>What all sessions of the engine share.</summary>
internal sealed class PortableServices(
    TableHolder table, ISignalSink signals, SessionPlaces places, SessionCounters counters, int bufferSize,
    TimeProvider time, ulong seed, ILogger log)
{
    private long _sessions;

    public TableHolder Table { get; } = table;

    public ISignalSink Signals { get; } = signals;

    public SessionPlaces Places { get; } = places;

    public SessionCounters Counters { get; } = counters;

    public TimeProvider Time { get; } = time;

    public ILogger Log { get; } = log;

    public SpareDescriptors Spares { get; } = new();

    public LogPace ShortagePace { get; } = new(time, TimeSpan.FromSeconds(10));

    /// <summary>
    /// Both loops of a direction run where the socket's completion runs: a hop to another thread per chunk would cost
    /// more than the chunk.
    /// </summary>
    public PipeOptions PipeOptions { get; } = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false,
        pauseWriterThreshold: bufferSize, resumeWriterThreshold: bufferSize / 2);

    /// <summary>A number of its own for every session, the source of its random draws.</summary>
    public ulong NextSeed() => seed + (ulong)Interlocked.Increment(ref _sessions);
}
