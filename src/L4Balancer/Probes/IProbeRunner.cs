using L4Balancer.Core.Health;

namespace L4Balancer.Probes;

/// <summary>A way to run probes. Called by the control loop only; the probes run elsewhere.</summary>
internal interface IProbeRunner : IDisposable
{
    /// <summary>A target that is not probed before <see cref="IScheduledProbe.RunAfter"/>.</summary>
    IScheduledProbe Add(ProbeTarget target, TimeSpan timeout);
}

/// <summary>
/// One target of a runner, with at most one probe in flight. Called by the control loop only. Disposing it ends its
/// probes; an outcome that is under way may still be posted.
/// </summary>
internal interface IScheduledProbe : IDisposable
{
    /// <summary>A probe that begins from now on is bad when it has not ended by then.</summary>
    void SetTimeout(TimeSpan timeout);

    /// <summary>
    /// Begins a probe after this time, instead of any moment set before; void while one is in flight, whose outcome
    /// asks for the next.
    /// </summary>
    void RunAfter(TimeSpan delay);
}
