using System.Diagnostics;

namespace L4Balancer.Linux.Loop;

/// <summary>
/// The sources of a loop by slot. Each stay in a slot has its own generation, so that events addressed to an earlier
/// one are not delivered. One thread.
/// </summary>
/// <remarks>
/// After a peak the table shrinks. A source cannot move, so when three quarters are empty only the lower half is
/// assigned, until the last source has left the upper half and it can be dropped.
/// </remarks>
internal sealed class SlotTable
{
    private const int LengthMin = 64;

    private readonly Stack<int> _free = new(); // The free slots below the limit.
    private LoopSource?[] _sources = [];
    private int _limit; // Slots from this one on are not assigned; equals the length unless the table is shrinking.
    private int _aboveLimit; // Sources still there nevertheless.
    private uint _lastGeneration;

    public SlotTable() => Grow();

    /// <summary>Attached sources.</summary>
    public int Count { get; private set; }

    /// <summary>Slots that memory is allocated for.</summary>
    public int Length => _sources.Length;

    public void Add(LoopSource source)
    {
        if (source.Slot != LoopSource.Detached) throw new InvalidOperationException("The source is attached.");
        Debug.Assert(source.TimerBucket == TimerWheel.NoBucket, "A source that is detached has a timer.");
        if (_free.Count == 0) Grow();
        var slot = _free.Pop();
        Debug.Assert(_sources[slot] is null, "A slot was given out twice.");
        Count++;
        _sources[slot] = source;
        source.Slot = slot;

        // A number recurs only after 4 billion stays; an event waits for at most one batch. 0 is never used.
        _lastGeneration = _lastGeneration == uint.MaxValue ? 1 : _lastGeneration + 1;
        source.Generation = _lastGeneration;
        source.IsQueued = false;
    }

    public void Remove(LoopSource source)
    {
        var slot = source.Slot;
        if (slot == LoopSource.Detached) return;
        Debug.Assert(_sources[slot] == source, "A slot holds another source.");
        _sources[slot] = null;
        (source.Slot, source.Generation) = (LoopSource.Detached, 0);
        Count--;
        if (slot < _limit) _free.Push(slot);
        else _aboveLimit--;
        Shrink();
    }

    /// <summary>Null if the addressed stay is over.</summary>
    public LoopSource? Find(int slot, uint generation)
    {
        // An event of this batch may refer to a slot that the table has dropped since.
        if ((uint)slot >= (uint)_sources.Length) return null;
        var source = _sources[slot];
        return source is not null && source.Generation == generation ? source : null;
    }

    /// <summary>Makes every free slot available again; if there is none, doubles the table.</summary>
    private void Grow()
    {
        var limit = _limit;
        if (_limit == _sources.Length) Array.Resize(ref _sources, Math.Max(2 * _limit, LengthMin));
        (_limit, _aboveLimit) = (_sources.Length, 0);
        AddFree(limit, _limit);
    }

    /// <summary>
    /// Its cost is proportional to the table's length, but it happens only once per quarter of it that leaves.
    /// </summary>
    private void Shrink()
    {
        while (_sources.Length > LengthMin)
        {
            if (_limit == _sources.Length)
            {
                if (Count >= _sources.Length / 4) return;
                _limit = _sources.Length / 2;
                _free.Clear();
                AddFree(0, _limit);
                _aboveLimit = Count - (_limit - _free.Count);
            }

            if (_aboveLimit > 0) return;
            Array.Resize(ref _sources, _limit);
            _free.TrimExcess();
        }
    }

    /// <summary>The lowest slot is assigned first.</summary>
    private void AddFree(int from, int to)
    {
        for (var slot = to - 1; slot >= from; slot--)
        {
            if (_sources[slot] is null) _free.Push(slot);
        }
    }
}
