namespace L4Balancer.Core.ProxyProtocol;

/// <summary>How far the first bytes of a connection are a header.</summary>
public enum ProxyReadingKind
{
    /// <summary>They may be the beginning of one.</summary>
    Incomplete,

    /// <summary>They begin with one.</summary>
    Header,

    /// <summary>They cannot be one: something else speaks first.</summary>
    Other,

    /// <summary>They begin as one, and break its rules.</summary>
    Malformed,
}

/// <summary>The result of looking for a header.</summary>
/// <param name="Length">The bytes of the header; 0 without one.</param>
/// <param name="Header">What it says.</param>
/// <param name="Cause">What is wrong with it; null unless it is malformed.</param>
public readonly record struct ProxyReading(ProxyReadingKind Kind, int Length, ProxyHeader Header, string? Cause)
{
    public static ProxyReading Incomplete => default;

    public static ProxyReading Other => new(ProxyReadingKind.Other, 0, default, null);

    public static ProxyReading Of(int length, ProxyHeader header) =>
        new(ProxyReadingKind.Header, length, header, null);

    public static ProxyReading Malformed(string cause) => new(ProxyReadingKind.Malformed, 0, default, cause);
}
