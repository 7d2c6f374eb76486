namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>An observer of a balancer during the measurement, to show its cost.</summary>
internal enum Observed
{
    No,

    /// <summary>It writes its access log, every session, into a file.</summary>
    Logged,

    /// <summary>Its metrics are scraped once a second.</summary>
    Scraped,

    /// <summary>It follows the conversations itself: <c>protocol: redis</c>.</summary>
    Redis,
}
