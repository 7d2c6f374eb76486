using L4Balancer.Core.Control;

namespace L4Balancer.DataPlane;

/// <summary>Where the data plane tells what it saw.</summary>
public interface ISignalSink
{
    /// <summary>
    /// Never waits: when the control queue is full the signal is dropped and counted, for a probe will tell the same.
    /// </summary>
    void Signal(ConnectFailed signal);
}
