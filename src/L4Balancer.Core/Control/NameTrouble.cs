namespace L4Balancer.Core.Control;

/// <summary>Why a host name could not be resolved.</summary>
public enum NameTrouble
{
    /// <summary>The name does not exist (NXDOMAIN).</summary>
    NotFound,

    /// <summary>The name exists but has no address.</summary>
    NoData,

    /// <summary>The resolver reported a temporary failure (SERVFAIL), or reached no name server.</summary>
    Temporary,

    /// <summary>The resolver did not answer in time.</summary>
    NoAnswer,

    /// <summary>All addresses in the answer are unusable: 0.0.0.0, multicast, link-local.</summary>
    Unusable,

    /// <summary>Any other error.</summary>
    Failed,
}
