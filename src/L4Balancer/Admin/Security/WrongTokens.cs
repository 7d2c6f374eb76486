using System.Net;
using L4Balancer.Core;

namespace L4Balancer.Admin.Security;

/// <summary>
/// Counts the wrong tokens of each client address, so that guessing is slow, and a guesser does not keep others out. An
/// address that has guessed too often is not even heard. Any thread.
/// </summary>
internal sealed class WrongTokens(TimeProvider time)
{
    private const double PerSecond = 0.1;

    private readonly Lock _sync = new();
    private readonly Dictionary<IPAddress, RequestRate> _rates = []; // Guarded by _sync.
    private readonly RequestRate _rest = NewRate(time);

    /// <summary>Whether a token of this address is looked at.</summary>
    public bool MayTry(IPAddress client, out TimeSpan wait)
    {
        RequestRate? rate;
        lock (_sync) rate = _rates.GetValueOrDefault(client) ?? (IsCrowded() ? _rest : null);
        wait = TimeSpan.Zero;
        return rate is null || rate.HasPermit(out wait);
    }

    public void Count(IPAddress client)
    {
        lock (_sync)
        {
            if (!_rates.TryGetValue(client, out var rate))
            {
                if (IsCrowded()) rate = _rest;
                else _rates[client] = rate = NewRate(time);
            }

            rate.TryTake(out _);
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
