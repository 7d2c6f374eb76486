namespace L4Balancer.Linux.Loop;

/// <summary>
/// The sources of a loop by slot. Each stay in a slot has a generation of its own, so that what was addressed to an
/// earlier one finds nobody.
/// </summary>
internal sealed class SlotTable
{
    private LoopSource?[] _sources = new LoopSource?[64];
    private readonly Stack<int> _free = new();
    private int _used;
    private uint _lastGeneration;

    /// <summary>Slots that have ever been taken: as many sources as were attached at the same time.</summary>
    public int Used => _used;

    public void Add(LoopSource source)
    {
        if (source.Slot != LoopSource.Detached) throw new InvalidOperationException("The source is attached.");
        if (!_free.TryPop(out var slot))
        {
            if (_used == _sources.Length) Array.Resize(ref _sources, _used * 2);
            slot = _used++;
        }

        _sources[slot] = source;
        source.Slot = slot;

        // 4 billion stays pass before a number comes again; an event waits for one batch at most. 0 is nobody's.
        _lastGeneration = _lastGeneration == uint.MaxValue ? 1 : _lastGeneration + 1;
        source.Generation = _lastGeneration;
        source.IsQueued = false;
    }

    public void Remove(LoopSource source)
    {
        if (source.Slot == LoopSource.Detached) return;
        _sources[source.Slot] = null;
        _free.Push(source.Slot);
        source.Slot = LoopSource.Detached;
        source.Generation = 0;
    }

    /// <summary>Null when the stay that is meant is over.</summary>
    public LoopSource? Find(int slot, uint generation)
    {
        var source = _sources[slot];
        return source is not null && source.Generation == generation ? source : null;
    }
}
