namespace L4Balancer.Admin.Model;

/// <summary>What real traffic shows of a backend's performance. Times are in seconds; null is unknown.</summary>
/// <remarks>A peak EWMA rises at once with a slow sample and falls over about 10 s.</remarks>
public sealed record SignalsSnapshot
{
    /// <summary>The peak EWMA of response times, as of the last answer: from the client's bytes passed on to the first
    /// byte back.</summary>
    public double? Response { get; init; }

    /// <summary>The peak EWMA of connect times, as of the last connect.</summary>
    public double? Connect { get; init; }

    /// <summary>The latency to expect of a new session now, which the policy <c>fastest</c> compares: the response
    /// time, or else the connect time, decayed to now, and more while sessions wait in silence.</summary>
    public double? Expected { get; init; }

    /// <summary>The peak EWMA of the round-trip times that the kernel measured in sampled sessions.</summary>
    public double? RoundTrip { get; init; }

    /// <summary>Sessions with bytes passed on and no answer yet.</summary>
    public int Waiting { get; init; }

    /// <summary>How long nothing at all has come from the backend although sessions wait; null if none waits.</summary>
    public double? Silence { get; init; }

    /// <summary>Turns of conversations begun: questions passed on, and greetings waited for.</summary>
    public long Asked { get; init; }

    /// <summary>Turns whose answer has begun.</summary>
    public long Answered { get; init; }

    /// <summary>Segments that the kernel sent again in sampled sessions.</summary>
    public long Retransmits { get; init; }

    /// <summary>Bytes per second of the session that was sampled last, as the kernel measured them.</summary>
    public long? DeliveryRate { get; init; }

    /// <summary>The histogram of response times; null before the first.</summary>
    public HistogramSnapshot? ResponseTime { get; init; }
}

/// <summary>What changes a weight besides slow start, in percent of the configured one.</summary>
/// <param name="Reported">By the backend's agent or its probe.</param>
/// <param name="Measured">By the controller of <c>weigh-by</c>.</param>
public sealed record WeightFromSnapshot(int Reported, int Measured);
