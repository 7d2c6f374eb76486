namespace L4Balancer.DataPlane.Rates;

/// <summary>Until when the tokens of two buckets are spent, in nanoseconds; 0 is a full one, or none.</summary>
internal readonly record struct SpentBytes(long Upload, long Download);
