namespace L4Balancer.Admin.History;

/// <summary>One point of a series; null is unknown.</summary>
internal readonly record struct HistoryPoint(
    float? SessionsPerSecond, int? Active, float? BytesPerSecond, float? ConnectP50, float? ConnectP99);

/// <summary>The points of one series over 15 minutes. Not thread-safe.</summary>
internal sealed class SeriesRing<T>(int length)
    where T : struct
{
    private readonly T[] _points = new T[length];

    /// <summary>
    /// The step of the last point, from which slots are computed; a step without a point stays empty.
    /// </summary>
    private long _lastStep = -1;

    public long LastStep => _lastStep;

    public void Put(long step, T point)
    {
        for (var missed = Math.Max(_lastStep + 1, step - length + 1); missed < step; missed++)
            _points[missed % length] = default;
        _points[step % length] = point;
        _lastStep = step;
    }

    /// <summary>Writes the points that it has, of up to its length of steps.</summary>
    public void Save(HistoryWriter to, Action<HistoryWriter, T> writePoint)
    {
        to.Write(_lastStep + 1);
        for (var step = FirstOf(_lastStep); step <= _lastStep; step++) writePoint(to, At(step));
    }

    /// <param name="step">The current one.</param>
    public void Load(HistoryReader from, long step, Func<HistoryReader, T> readPoint)
    {
        var last = from.ReadNumber(step + 1) - 1;
        for (var at = FirstOf(last); at <= last; at++) Put(at, readPoint(from));
    }

    private long FirstOf(long last) => Math.Max(0, last - length + 1);

    /// <summary>The point of a step; default if there is none.</summary>
    public T At(long step) =>
        step < 0 || step > _lastStep || step <= _lastStep - length ? default : _points[step % length];
}
