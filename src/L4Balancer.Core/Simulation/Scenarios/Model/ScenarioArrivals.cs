namespace L4Balancer.Core.Simulation.Scenarios.Model;

/// <summary>
/// Who comes when. With a rate the arrivals are open: a Poisson process that does not care how the servers are doing.
/// Without one they are closed: each client begins its next session a think time after its last one ended.
/// </summary>
public sealed record ScenarioArrivals
{
    /// <summary>Sessions per second on average, 0.001 to 1,000,000; null is a closed loop.</summary>
    public double? Rate { get; init; }

    /// <summary>Closed loop: concurrent clients. Open: distinct client addresses. 1 to 100,000.</summary>
    public int Clients { get; init; } = 1000;

    /// <summary>Closed loop: mean of the exponential think time, 0 to 1 h.</summary>
    public TimeSpan Think { get; init; } = TimeSpan.Zero;

    /// <summary>Open: times of a higher rate; null is none.</summary>
    public ScenarioBursts? Bursts { get; init; }

    public bool IsOpen => Rate is not null;

    /// <summary>The highest rate per second; 0 in a closed loop.</summary>
    public double RateMax => (Rate ?? 0) * (Bursts?.Factor ?? 1);
}

/// <summary>Regular times in which more sessions arrive.</summary>
public sealed record ScenarioBursts
{
    /// <summary>From the beginning of a burst to the next, 100 ms to 1 h; the first begins after this time.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The length of a burst, 1 ms to 1 h; less than <see cref="Every"/>.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The rate in a burst, as a multiple of the usual one, 1 to 1000.</summary>
    public double Factor { get; init; } = 3;
}
