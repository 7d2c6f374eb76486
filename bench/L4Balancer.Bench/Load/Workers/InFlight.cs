namespace L4Balancer.Bench.Load.Workers;

/// <summary>The unanswered requests of a connection, first in, first out: the time from which each counts.</summary>
internal sealed class InFlight(int capacity)
{
    private readonly long[] _countsFrom = new long[capacity];
    private int _first;

    public int Count { get; private set; }

    public void Add(long countsFrom)
    {
        _countsFrom[(_first + Count) % _countsFrom.Length] = countsFrom;
        Count++;
    }

    public long TakeFirst()
    {
        var countsFrom = _countsFrom[_first];
        _first = _first + 1 == _countsFrom.Length ? 0 : _first + 1;
        Count--;
        return countsFrom;
    }

    public void Clear() => (_first, Count) = (0, 0);
}
