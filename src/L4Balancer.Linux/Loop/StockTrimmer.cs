namespace L4Balancer.Linux.Loop;

/// <summary>
/// Makes the stocks of a loop shrink after a peak. It wakes the loop only while a stock holds more than it keeps in any
/// case. One thread.
/// </summary>
public sealed class StockTrimmer : LoopSource
{
    /// <summary>
    /// Milliseconds in which an object must be needed once to stay: bursts that come more often than this find what the
    /// one before has left.
    /// </summary>
    public const long Period = 1000;

    private readonly EpollLoop _loop;
    private readonly List<ITrimmed> _watched = [];

    public StockTrimmer(EpollLoop loop)
    {
        _loop = loop;
        loop.Attach(this);
    }

    /// <summary>The stock holds more than it keeps in any case.</summary>
    internal void Watch(ITrimmed stock)
    {
        if (stock.IsWatched) return;
        stock.IsWatched = true;
        if (_watched.Count == 0) _loop.SetTimer(this, _loop.Now + Period);
        _watched.Add(stock);
    }

    protected internal override void OnReady(int tag, Readiness events) =>
        throw new InvalidOperationException("A trimmer has no descriptor.");

    protected internal override void OnTimer()
    {
        _watched.RemoveAll(static stock => !(stock.IsWatched = stock.Trim()));
        if (_watched.Count > 0) _loop.SetTimer(this, _loop.Now + Period);
    }
}

/// <summary>A stock, whatever is in it.</summary>
internal interface ITrimmed
{
    /// <summary>The trimmer's own.</summary>
    bool IsWatched { get; set; }

    /// <summary>Lets go what was not needed since the last time; false when nothing is left to let go.</summary>
    bool Trim();
}
