using L4Balancer.Core.Control;

namespace L4Balancer.DataPlane;

/// <summary>Where the data plane reports what real traffic showed.</summary>
public interface ISignalSink
{
    /// <summary>
    /// Never waits: when the control queue is full the signal is dropped and counted, for a probe will find the same.
    /// </summary>
    void Signal(ConnectFailed signal);
}
