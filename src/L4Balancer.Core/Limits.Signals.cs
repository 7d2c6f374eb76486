namespace L4Balancer.Core;

/// <summary>The bounds of what is measured of backends.</summary>
public static partial class Limits
{
    /// <summary>
    /// A turn that takes longer (1 s) is averaged only if nothing else came from the backend meanwhile: otherwise it
    /// was the question that took long, as a blocked pop or a long query does.
    /// </summary>
    public const long LongTurnMicroseconds = 1_000_000;

    /// <summary>
    /// A client that sends again without an answer after this pause (1 ms) did not send one question in several parts.
    /// </summary>
    public const long QuestionPauseMicroseconds = 1_000;

    /// <summary>
    /// A server that sends after this pause (100 ms) without having been asked pushes: it does not still answer.
    /// </summary>
    public const long PushPauseMicroseconds = 100_000;

    /// <summary>Between two samples of the kernel's figures, by each loop: four sessions a second.</summary>
    public const long KernelSamplePauseMilliseconds = 250;
}
