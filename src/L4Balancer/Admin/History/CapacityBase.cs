namespace L4Balancer.Admin.History;

/// <summary>The counters of one to two minutes ago, from which the assessment of capacity takes its rates. Not
/// thread-safe.</summary>
internal sealed class CapacityBase
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private BackendCounts? _older;
    private BackendCounts? _newer;

    /// <summary>Null before the first snapshot.</summary>
    public BackendCounts? Counts => _older;

    public void Add(BackendCounts now)
    {
        if (_newer is not null && now.At - _newer.At < Age) return;
        _older = _newer ?? now;
        _newer = now;
    }

    public void Save(HistoryWriter to)
    {
        to.Write(_older);
        to.Write(_newer);
    }

    public void Load(HistoryReader from) => (_older, _newer) = (from.ReadCounts(), from.ReadCounts());
}
