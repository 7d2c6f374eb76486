namespace L4Balancer.Control;

/// <summary>The control loop's time: monotonic, zero at the start.</summary>
public sealed class ControlClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_start);
}
