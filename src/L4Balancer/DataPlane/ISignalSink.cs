using L4Balancer.Core.Control;

namespace L4Balancer.DataPlane;

/// <summary>Receives what is learned from real traffic.</summary>
public interface ISignalSink
{
    /// <summary>
    /// Never waits: when the control queue is full the signal is dropped and counted, because a probe or the next
    /// signal will find the same.
    /// </summary>
    void Signal(Observation signal);
}
