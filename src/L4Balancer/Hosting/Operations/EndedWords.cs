using L4Balancer.Core.Sessions;

namespace L4Balancer.Hosting.Operations;

/// <summary>Ended sessions by the names of their reasons.</summary>
internal static class EndedWords
{
    /// <summary>Reasons that have not occurred are omitted.</summary>
    public static IReadOnlyDictionary<string, long> Of(Func<CloseReason, long> count)
    {
        var ended = new Dictionary<string, long>();
        foreach (var reason in CloseReasons.All)
        {
            if (count(reason) is > 0 and var sessions) ended[reason.Word()] = sessions;
        }

        return ended;
    }
}
