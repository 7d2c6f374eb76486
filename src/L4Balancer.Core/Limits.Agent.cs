namespace L4Balancer.Core;

/// <summary>The bounds of agents.</summary>
public static partial class Limits
{
    /// <summary>
    /// Bytes of an agent's answer up to its end. Answers have some ten words; what is longer is not one.
    /// </summary>
    public const int AgentLineMax = 4096;

    /// <summary>Characters kept of the comment of an agent's answer: a line of the log or of a page.</summary>
    public const int AgentCommentMax = 256;

    /// <summary>
    /// The largest percentage of an agent, as in HAProxy; the weight stays below <see cref="WeightMax"/> in any case.
    /// </summary>
    public const int AgentPercentMax = 25_600;

    /// <summary>
    /// Connections that <c>l4balancer agent</c> serves at once, and as many that wait: balancers ask every few seconds,
    /// and an idle one is closed after a second.
    /// </summary>
    public const int AgentConnectionsMax = 64;

    /// <summary>
    /// Answers in a row that an agent may fail to send before its percentage no longer counts: one or two are lost with
    /// a restart of the agent, and an old figure is worse than none.
    /// </summary>
    public const int AgentMissesMax = 3;
}
