namespace L4Balancer.Linux.Loop;

/// <summary>
/// Shrinks the stocks of a loop after a peak. It wakes the loop only while a stock holds more than it always keeps. One
/// thread.
/// </summary>
public sealed class StockTrimmer : LoopSource
{
    /// <summary>
    /// The period, in milliseconds, within which an object must be used to be kept: more frequent bursts find the
    /// objects left by the previous one.
    /// </summary>
    public const long Period = 1000;

    private readonly EpollLoop _loop;
    private readonly List<ITrimmed> _watched = [];

    public StockTrimmer(EpollLoop loop)
    {
        _loop = loop;
        loop.Attach(this);
    }

    /// <summary>The stock holds more than it always keeps.</summary>
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

/// <summary>A stock, regardless of its contents.</summary>
internal interface ITrimmed
{
    /// <summary>Used by the trimmer only.</summary>
    bool IsWatched { get; set; }

    /// <summary>Releases the objects not needed since the last call; false if nothing is left to release.</summary>
    bool Trim();
}
