using System.Net;
using L4Balancer.Core;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Counts the wrong tokens of each client, so that a client that guesses is throttled and does not fill the log. The
/// right token is never throttled: another client behind the same address may have it, and with
/// <see cref="Limits.TokenLengthMin"/> characters guessing is hopeless. Any thread.
/// </summary>
internal sealed class WrongTokens(AdminCounters counters, TimeProvider time, ILogger log)
{
    private const double PerSecond = 0.1;

    private readonly Lock _sync = new();
    private readonly Dictionary<IPAddress, RequestRate> _rates = []; // Guarded by _sync.
    private readonly RequestRate _rest = NewRate(time);

    /// <summary>Counts a wrong token.</summary>
    /// <returns>How long the client should wait; null if it has not sent too many.</returns>
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

    /// <summary>If there are too many clients, forgets those without recent wrong tokens.</summary>
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
