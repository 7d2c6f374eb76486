using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Sessions;

/// <summary>How a <see cref="CloseReason"/> is written in the access log, in metrics and by the admin API.</summary>
public static class CloseReasons
{
    private static readonly string[] Texts =
        [.. Enum.GetValues<CloseReason>().Select(reason => Words.ToKebab(reason.ToString()))];

    /// <summary>Every reason that a session can end for.</summary>
    public static IReadOnlyList<CloseReason> All { get; } =
        [.. Enum.GetValues<CloseReason>().Where(reason => reason != CloseReason.None)];

    /// <summary>The reason in kebab-case: <c>client-closed</c>.</summary>
    public static string Word(this CloseReason reason) => Texts[(int)reason];

    /// <summary>True when the client got no backend.</summary>
    public static bool IsRefusal(this CloseReason reason) =>
        reason is >= CloseReason.RefusedListenerFull and <= CloseReason.RefusedLocalShortage;
}
