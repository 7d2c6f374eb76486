using L4Balancer.DataPlane.Rates;

namespace L4Balancer.DataPlane.Portable;

/// <content>The rate limit of a direction.</content>
internal sealed partial class RelayDirection
{
    /// <summary>Waits for tokens.</summary>
    /// <returns>How many bytes may be read; 0 if the session has ended.</returns>
    private async ValueTask<int> TokensAsync(DirectionRate rate, CancellationToken stop)
    {
        int tokens;
        while ((tokens = rate.Allowance(activity.NowMicroseconds)) == 0)
        {
            _isThrottled = true;
            try
            {
                if (!await activity.UntilAsync(rate.Due, stop)) return 0;
            }
            finally
            {
                _isThrottled = false;
            }
        }

        return tokens;
    }
}
