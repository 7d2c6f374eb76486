namespace L4Balancer.Core;

/// <summary>Bounds of <c>rate-limit</c>.</summary>
public static partial class Limits
{
    /// <summary>
    /// What may move at once after a pause, in milliseconds of the rate: an answer that fits into it is not delayed at
    /// all, and over a few seconds it is noise.
    /// </summary>
    public const int RateBurstMilliseconds = 100;

    /// <summary>
    /// The least that may move at once after a pause, however low the rate: a request, a handshake or a small answer.
    /// </summary>
    public const int RateBurstBytesMin = 64 * 1024;

    /// <summary>
    /// A share of the rate that a session takes at a time, in milliseconds of it: those that share a limit take turns
    /// of this size, so a small one gives small sessions theirs sooner, and 5 ms are 200 turns a second at most.
    /// </summary>
    public const int RateQuantumMilliseconds = 5;

    /// <summary>Below this a turn costs more than it moves.</summary>
    public const int RateQuantumBytesMin = 2 * 1024;

    /// <summary>What one read or splice moves at most.</summary>
    public const int RateQuantumBytesMax = 256 * 1024;
}
