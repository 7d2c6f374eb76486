namespace L4Balancer.Admin;

/// <summary>
/// The admin side cannot start as configured: an address cannot be bound, or a token or certificate cannot be read.
/// Each problem is a message for the operator.
/// </summary>
public sealed class AdminStartException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
