namespace L4Balancer.Core.Quotas;

/// <summary>Which sources come first.</summary>
public enum SourceOrder
{
    /// <summary>Most clients in about the last minute, including refused ones.</summary>
    Connections,

    /// <summary>Most sessions now.</summary>
    Sessions,

    /// <summary>Most refused clients in about the last minute.</summary>
    Refused,
}
