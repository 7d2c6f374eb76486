using L4Balancer.Core.Health;

namespace L4Balancer.Probes;

/// <summary>A way to run probes. Called by the control loop only; the probes run elsewhere.</summary>
internal interface IProbeRunner : IDisposable
{
    /// <summary>Adds a target, which is not probed before <see cref="IScheduledProbe.RunAfter"/>.</summary>
    IScheduledProbe Add(ProbeTarget target, TimeSpan timeout);
}

/// <summary>
/// One target of a runner, with at most one probe in flight. Called by the control loop only. Disposing it ends its
/// probes; an outcome already in flight may still be posted.
/// </summary>
internal interface IScheduledProbe : IDisposable
{
    /// <summary>A probe that starts from now on fails if it has not ended by then.</summary>
    void SetTimeout(TimeSpan timeout);

    /// <summary>
    /// Starts a probe after this time, replacing any time set before; ignored while one is in flight, because its
    /// outcome schedules the next.
    /// </summary>
    void RunAfter(TimeSpan delay);
}
