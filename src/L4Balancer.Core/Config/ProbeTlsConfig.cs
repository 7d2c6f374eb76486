namespace L4Balancer.Core.Config;

/// <summary>How a probe talks TLS.</summary>
public sealed record ProbeTlsConfig
{
    /// <summary>What of the server's certificate is verified.</summary>
    public TlsVerification Verify { get; init; } = TlsVerification.Full;

    /// <summary>File with the accepted certificate authorities, PEM; null is those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// The name that is asked for (SNI) and that the certificate must have; null is the probed IP address, without SNI.
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>File with the certificate that the probe shows, PEM; null shows none.</summary>
    public string? Certificate { get; init; }

    /// <summary>File with its private key, PEM.</summary>
    public string? Key { get; init; }
}

/// <summary>What of a server's certificate is verified.</summary>
public enum TlsVerification
{
    /// <summary>Its chain, its dates and its name.</summary>
    Full,

    /// <summary>Its chain and its dates.</summary>
    Ca,

    /// <summary>Nothing.</summary>
    None,
}
