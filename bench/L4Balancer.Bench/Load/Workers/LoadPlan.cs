using L4Balancer.Bench.Load.Protocols;
using L4Balancer.Bench.Load.Schedules;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Bench.Load.Workers;

/// <summary>The data shared by all threads of a run; immutable. Times are <see cref="Nanoseconds"/>.</summary>
internal sealed class LoadPlan(LoadOptions options, SocketAddress address, long start)
{
    public LoadOptions Options => options;

    public SocketAddress Address => address;

    public long Start => start;

    /// <summary>The end of the warm-up.</summary>
    public long From { get; } = start + Nanoseconds.Of(options.Warmup);

    public long Until { get; } = start + Nanoseconds.Of(options.Warmup) + Nanoseconds.Of(options.Duration);

    public long Timeout { get; } = Nanoseconds.Of(options.Timeout);

    /// <summary>Null for bulk.</summary>
    public CodecFactory? Codecs { get; } = options.Protocol == LoadProtocol.Bulk ? null : new CodecFactory(options);

    /// <summary>The connections of one of the threads: an even share.</summary>
    public int ConnectionsOf(int thread) =>
        options.Connections / options.Threads + (thread < options.Connections % options.Threads ? 1 : 0);

    public RequestSchedule MakeSchedule(int thread) => options.Rate is { } rate
        ? new OpenSchedule(start, rate, thread, options.Threads)
        : new ClosedSchedule();
}
