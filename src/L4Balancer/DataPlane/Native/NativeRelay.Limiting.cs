using L4Balancer.DataPlane.Rates;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <content>The rate limits of a relay.</content>
internal partial struct NativeRelay
{
    /// <summary>True while a direction reads nothing because its tokens are spent.</summary>
    public readonly bool IsThrottled => _extras?.Rates is { IsWaiting: true };

    /// <summary>When a throttled direction goes on, by the loop's clock; far away if none is throttled.</summary>
    public readonly long RateDue => _extras?.Rates?.Due ?? long.MaxValue;

    /// <summary>Sets the limits, which it gives back at its end; after <see cref="Prepare"/>.</summary>
    public void Limit(SessionRates rates) => _extras = new RelayExtras { Rates = rates };

    /// <summary>The next turn of a relay that is throttled.</summary>
    public RelayAsks ContinueAtRate(in RelayPath path)
    {
        // It is not silent: we do not listen.
        _moved = new LastMove(path.Tools.Now, isUpload: _moved.Turn == Side.Server);
        return Pump(path);
    }
}
