using L4Balancer.Core.Control;

namespace L4Balancer.DataPlane;

/// <summary>Receives what the data plane learns from real traffic.</summary>
public interface ISignalSink
{
    /// <summary>
    /// Never waits: when the control queue is full the signal is dropped and counted, because a probe will find the
    /// same.
    /// </summary>
    void Signal(ConnectFailed signal);
}
