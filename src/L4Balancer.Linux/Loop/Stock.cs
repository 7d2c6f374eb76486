using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace L4Balancer.Linux.Loop;

/// <summary>
/// Objects that a loop keeps for their next use. After a peak it shrinks again: what nobody needed for a whole
/// <see cref="StockTrimmer.Period"/> is let go, down to a few that always stay. One thread.
/// </summary>
/// <param name="keptMin">So many stay in any case: what the next burst needs at once.</param>
/// <param name="keptMax">More are not taken back.</param>
/// <param name="drop">What is done with an object that is let go; null leaves it to the collector.</param>
public sealed class Stock<T>(StockTrimmer trimmer, int keptMin, int keptMax, Action<T>? drop = null) : ITrimmed
    where T : class
{
    private readonly Stack<T> _free = new();
    private int _lowest; // The fewest that were free since the last trim: so many were not needed.

    bool ITrimmed.IsWatched { get; set; }

    /// <summary>Objects that wait for their next use.</summary>
    public int Count => _free.Count;

    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        var isThere = _free.TryPop(out item);
        _lowest = Math.Min(_lowest, _free.Count);
        return isThere;
    }

    /// <summary>Takes an object back, or lets it go when there are enough.</summary>
    public void Put(T item)
    {
        Debug.Assert(!_free.Contains(item), "An object was returned twice.");
        if (_free.Count >= keptMax)
        {
            drop?.Invoke(item);
            return;
        }

        _free.Push(item);
        if (_free.Count > keptMin) trimmer.Watch(this);
    }

    /// <summary>Lets all go.</summary>
    public void Clear()
    {
        DropDownTo(0);
        _lowest = 0;
    }

    bool ITrimmed.Trim()
    {
        DropDownTo(Math.Max(_free.Count - _lowest, keptMin));
        if (_free.Count < _free.Capacity / 4) _free.TrimExcess();
        _lowest = _free.Count;
        return _free.Count > keptMin;
    }

    private void DropDownTo(int count)
    {
        while (_free.Count > count)
        {
            var item = _free.Pop();
            drop?.Invoke(item);
        }
    }
}
