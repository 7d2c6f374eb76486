namespace L4Balancer.Control;

/// <summary>
/// The control loop's time: absolute and monotonic, so a moment means the same in every process of this machine.
/// </summary>
public sealed class ControlClock(TimeProvider time)
{
    public TimeSpan Now => time.GetElapsedTime(0);
}
