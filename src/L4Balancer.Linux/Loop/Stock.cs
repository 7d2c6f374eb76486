using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace L4Balancer.Linux.Loop;

/// <summary>
/// Objects that a loop keeps for reuse. After a peak it shrinks again: objects not needed for a whole
/// <see cref="StockTrimmer.Period"/> are released, down to a few that are always kept. One thread.
/// </summary>
/// <param name="keptMin">The number always kept: enough for the start of the next burst.</param>
/// <param name="keptMax">Above this number, returned objects are not kept.</param>
/// <param name="drop">Called for an object that is released; null leaves it to the garbage collector.</param>
public sealed class Stock<T>(StockTrimmer trimmer, int keptMin, int keptMax, Action<T>? drop = null) : ITrimmed
    where T : class
{
    private readonly Stack<T> _free = new();
    private int _lowest; // The fewest free objects since the last trim: that many were not needed.

    bool ITrimmed.IsWatched { get; set; }

    /// <summary>Objects waiting for reuse.</summary>
    public int Count => _free.Count;

    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        var isThere = _free.TryPop(out item);
        _lowest = Math.Min(_lowest, _free.Count);
        return isThere;
    }

    /// <summary>Takes an object back, or releases it if there are enough.</summary>
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

    /// <summary>Releases all objects.</summary>
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
