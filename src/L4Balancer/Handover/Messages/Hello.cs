namespace L4Balancer.Handover.Messages;

/// <summary>Who the successor is.</summary>
/// <param name="Protocol">The version of these messages.</param>
/// <param name="Version">Of the program.</param>
internal sealed record Hello(int Protocol, string Version)
{
    /// <summary>
    /// Raised when a message gets another meaning; a new field that may be missing does not raise it. Processes of
    /// different versions pass on their listening sockets only.
    /// </summary>
    public const int Current = 1;
}
