using System.Net;
using L4Balancer.Core;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Counts the wrong tokens of each client, so that one that guesses is told to wait and does not fill the log. The
/// right token is never kept waiting: whoever else is behind the same address may have it, and with
/// <see cref="Limits.TokenLengthMin"/> characters there is nothing to be found by guessing. Any thread.
/// </summary>
internal sealed class WrongTokens(AdminCounters counters, TimeProvider time, ILogger log)
{
    private const double PerSecond = 0.1;

    private readonly Lock _sync = new();
    private readonly Dictionary<IPAddress, RequestRate> _rates = []; // Guarded by _sync.
    private readonly RequestRate _rest = NewRate(time);

    /// <summary>A wrong token came.</summary>
    /// <returns>How long its client should wait; null when that was not too often.</returns>
    public TimeSpan? Count(IPAddress? address)
    {
        counters.CountWrongToken();
        var client = ClientKey.Of(address);
        if (!RateOf(client).TryTake(out var wait)) return wait;
        log.WrongToken(client);
        return null;
    }

    private RequestRate RateOf(IPAddress client)
    {
        lock (_sync)
        {
            if (_rates.TryGetValue(client, out var rate)) return rate;
            return IsCrowded() ? _rest : _rates[client] = NewRate(time);
        }
    }

    private static RequestRate NewRate(TimeProvider time) => new(PerSecond, Limits.WrongTokensBurst, time);

    /// <summary>Forgets those that have not guessed of late, when there are too many.</summary>
    private bool IsCrowded()
    {
        if (_rates.Count < Limits.WrongTokenAddressesMax) return false;
        foreach (var (client, rate) in _rates)
        {
            if (rate.IsFull) _rates.Remove(client);
        }

        return _rates.Count >= Limits.WrongTokenAddressesMax;
    }
}
