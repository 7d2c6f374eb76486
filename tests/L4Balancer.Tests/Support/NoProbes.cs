using L4Balancer.Core.Health;
using L4Balancer.Probes;

namespace L4Balancer.Tests.Support;

/// <summary>No probe runs, whatever the config asks for: the test supplies the outcomes.</summary>
internal sealed class NoProbes : IProbeRunner, IScheduledProbe
{
    public IScheduledProbe Add(ProbeTarget target, TimeSpan timeout) => this;

    public void SetTimeout(TimeSpan timeout)
    {
    }

    public void RunAfter(TimeSpan delay)
    {
    }

    public void Dispose()
    {
    }
}
