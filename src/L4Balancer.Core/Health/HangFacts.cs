using System.Globalization;
using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Health;

/// <summary>The traffic of a backend, or of several together, as read at one moment. Times in microseconds.</summary>
/// <param name="Asked">Questions so far.</param>
/// <param name="Answered">Answers so far.</param>
/// <param name="Waiting">Sessions that wait for an answer now.</param>
/// <param name="ReceivedAt">When anything last came from it, absolute; 0 if never.</param>
/// <param name="Silence">For how long nothing has come although sessions wait.</param>
public readonly record struct TrafficScan(long Asked, long Answered, int Waiting, long ReceivedAt, long Silence)
{
    public static TrafficScan Of(BackendSignals signals, long now) =>
        new(signals.Asked, signals.Answered, signals.Waiting, signals.ReceivedAt, signals.SilenceAt(now));
}

/// <summary>The traffic of all backends of a pool together.</summary>
/// <param name="Stuck">Sessions that wait for backends which have been silent for a while: what those do not answer
/// says nothing about the others.</param>
public readonly record struct PoolTraffic(long Asked, long Answered, long Stuck)
{
    public PoolTraffic With(in TrafficScan one, long silence) =>
        new(Asked + one.Asked, Answered + one.Answered, Stuck + StuckOf(one, silence));

    /// <summary>That of the siblings of one of them.</summary>
    public PoolTraffic Without(in TrafficScan one, long silence) =>
        new(Asked - one.Asked, Answered - one.Answered, Stuck - StuckOf(one, silence));

    private static int StuckOf(in TrafficScan one, long silence) => one.Silence >= silence ? one.Waiting : 0;
}

/// <summary>What makes a backend look hung.</summary>
/// <param name="Waiting">Sessions that wait for it.</param>
/// <param name="Oldest">How long the oldest question of this silence has waited, less the time in which this process
/// did not look.</param>
/// <param name="Silence">For how long nothing at all has come from it.</param>
/// <param name="Usual">The usual response time: its own or that of the others, whichever is longer.</param>
/// <param name="SiblingsUsual">That of the others.</param>
/// <param name="SiblingsAnswered">Answers of the others within the same time.</param>
public readonly record struct HangFacts(
    int Waiting, TimeSpan Oldest, TimeSpan Silence, TimeSpan Usual, TimeSpan SiblingsUsual, long SiblingsAnswered)
{
    /// <summary>For the operator.</summary>
    public override string ToString() =>
        $"{Waiting} sessions wait, oldest {Text(Oldest)}, nothing received for {Text(Silence)}; "
        + $"siblings answer in {Text(SiblingsUsual)}";

    private static string Text(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms"),
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
    };
}
