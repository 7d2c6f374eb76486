using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane;

/// <summary>What the sessions of an engine share, whichever engine it is. Any thread.</summary>
/// <param name="spares">Those of the process.</param>
/// <param name="bufferSize">Bytes of one read, and what a slow reader may cost.</param>
/// <param name="seed">The source of all random draws of the policies.</param>
internal abstract class EngineServices(
    TableHolder table, ISignalSink signals, ISessionObserver observer, SpareDescriptors spares, int bufferSize,
    TimeProvider time, ulong seed, ILogger log)
{
    public TableHolder Table { get; } = table;

    public ISignalSink Signals { get; } = signals;

    public ISessionObserver Observer { get; } = observer;

    public SessionPlaces Places { get; } = new(spares.Budget.Sessions);

    public SessionCounters Counters { get; } = new();

    public int BufferSize { get; } = bufferSize;

    public TimeProvider Time { get; } = time;

    public ulong Seed { get; } = seed;

    public ILogger Log { get; } = log;

    public SpareDescriptors Spares { get; } = spares;

    public LogPace ShortagePace { get; } = new(time, TimeSpan.FromSeconds(10));

    /// <summary>Tells the observer. A bug of his must not take the session with it, whose end this may be.</summary>
    public void Tell(in SessionRecord record)
    {
        try
        {
            Observer.Observe(record);
        }
        catch (Exception e)
        {
            Log.SessionBug(e);
        }
    }
}
