namespace L4Balancer.Core.Quotas;

/// <summary>What the limits of a source say about its next client.</summary>
public enum SourceVerdict
{
    /// <summary>Within all limits.</summary>
    Admitted,

    /// <summary>It has come too often.</summary>
    TooFast,

    /// <summary>It has as many sessions as it may have.</summary>
    Full,
}
