namespace L4Balancer.Admin.History;

/// <summary>One point of a series; null is not known.</summary>
internal readonly record struct HistoryPoint(
    float? SessionsPerSecond, int? Active, float? BytesPerSecond, float? ConnectP50, float? ConnectP99);

/// <summary>The points of one series, as many as fit into 15 minutes. Not safe for two threads at once.</summary>
internal sealed class SeriesRing(int length)
{
    private readonly HistoryPoint[] _points = new HistoryPoint[length];

    /// <summary>
    /// The step of the last point; the slots are found by it, and a step without a point stays empty.
    /// </summary>
    private long _lastStep = -1;

    public long LastStep => _lastStep;

    public void Put(long step, HistoryPoint point)
    {
        for (var missed = Math.Max(_lastStep + 1, step - length + 1); missed < step; missed++)
            _points[missed % length] = default;
        _points[step % length] = point;
        _lastStep = step;
    }

    /// <summary>The point of a step; default when there is none.</summary>
    public HistoryPoint At(long step) =>
        step < 0 || step > _lastStep || step <= _lastStep - length ? default : _points[step % length];
}
