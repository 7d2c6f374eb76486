namespace L4Balancer.Core.Quotas;

/// <summary>What is remembered of a source.</summary>
/// <param name="Source">Its network: 10.1.2.0/24, or an address.</param>
/// <param name="Listener">The number of its listener.</param>
/// <param name="Sessions">Current ones.</param>
/// <param name="Arrivals">Clients of about the last minute; older ones count less and less.</param>
/// <param name="Refusals">Those of them that were refused at the listener.</param>
public readonly record struct SourceActivity(
    string Source, int Listener, int Sessions, double Arrivals, double Refusals);
