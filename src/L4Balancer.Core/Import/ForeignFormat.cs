namespace L4Balancer.Core.Import;

/// <summary>A configuration format of another balancer.</summary>
public enum ForeignFormat
{
    Haproxy,

    /// <summary>Of nginx, the <c>stream</c> block.</summary>
    Nginx,
}
