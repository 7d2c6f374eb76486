namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>What watches a balancer while it is measured: shows what being watched costs.</summary>
internal enum Observed
{
    No,

    /// <summary>It writes its access log, every session, into a file.</summary>
    Logged,

    /// <summary>Its metrics are scraped once a second.</summary>
    Scraped,
}
