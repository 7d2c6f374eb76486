namespace L4Balancer.Admin.Model;

/// <summary>The results of probes.</summary>
public sealed record ProbeSnapshot
{
    public required long Good { get; init; }

    public required long Bad { get; init; }

    /// <summary>The duration of the last probe in seconds; null before the first.</summary>
    public double? LastDuration { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The cause of the last failure; null if the last probe succeeded.</summary>
    public string? LastCause { get; init; }

    /// <summary>When the certificate that the last probe was shown expires; null if it was shown none.</summary>
    public DateTimeOffset? CertificateExpires { get; init; }
}
