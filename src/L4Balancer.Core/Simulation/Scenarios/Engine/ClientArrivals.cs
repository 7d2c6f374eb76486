using L4Balancer.Core.Policies;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>Who arrives when: an open Poisson process, whose rate may have bursts, or a closed loop of
/// clients.</summary>
internal sealed class ClientArrivals(ScenarioArrivals config, Agenda agenda, ulong seed)
{
    /// <summary>
    /// Even a client that does not think pauses after a failed session (10 ms): otherwise refusals would take no time,
    /// and the simulation would never get past them.
    /// </summary>
    private const long PauseAfterFailure = 10_000;

    private readonly long _every = Agenda.Microseconds(config.Bursts?.Every ?? TimeSpan.Zero);
    private readonly long _length = Agenda.Microseconds(config.Bursts?.Length ?? TimeSpan.Zero);
    private SplitMix64 _random = new(seed);

    /// <summary>Plans the first arrivals.</summary>
    public void Begin()
    {
        if (config.IsOpen)
        {
            PlanNext();
            return;
        }

        for (var client = 0; client < config.Clients; client++)
            agenda.After(Draws.Exponential(ref _random, config.Think), EventKind.Arrive, client);
    }

    /// <summary>
    /// A session begins; returns the number of its client's address. In an open process, the next arrival is planned.
    /// </summary>
    public int AddressOf(int client)
    {
        if (!config.IsOpen) return client;
        PlanNext();
        return _random.NextBelow(config.Clients);
    }

    /// <summary>A session ended: in a closed loop its client comes again.</summary>
    public void Ended(int client, bool isGood)
    {
        if (config.IsOpen) return;
        var think = Draws.Exponential(ref _random, config.Think);
        agenda.After(isGood ? think : Math.Max(PauseAfterFailure, think), EventKind.Arrive, client);
    }

    /// <summary>
    /// Poisson arrivals have no memory: where the rate changes, the rest of the gap is drawn again with the new one.
    /// </summary>
    private void PlanNext()
    {
        var at = agenda.Now;
        while (true)
        {
            var (rate, until) = RateAt(at);
            var next = at + (long)(1e6 / rate * Draws.Exponential(ref _random));
            if (next < until)
            {
                agenda.At(next, EventKind.Arrive, -1);
                return;
            }

            at = until;
        }
    }

    private (double PerSecond, long Until) RateAt(long now)
    {
        if (config.Bursts is null) return (config.Rate!.Value, long.MaxValue);
        var since = now - Agenda.Start;
        var (bursts, into) = (since / _every, since % _every);
        var isBurst = bursts > 0 && into < _length;
        return isBurst
            ? (config.RateMax, now - into + _length)
            : (config.Rate!.Value, now - into + _every);
    }
}
