namespace L4Balancer.Admin;

/// <summary>
/// The admin side cannot start as configured: an address cannot be bound, a token or a certificate cannot be read. Each
/// problem is in an operator's words.
/// </summary>
public sealed class AdminStartException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
