using System.Collections.Immutable;

namespace L4Balancer.Core.Sessions;

/// <summary>The properties of every <see cref="CloseReason"/>, each defined once.</summary>
public static class CloseReasons
{
    private static readonly ImmutableArray<CloseFacts?> Table =
        [.. Enum.GetValues<CloseReason>().Select(reason => reason == CloseReason.None ? null : FactsOf(reason))];

    /// <summary>Every reason for which a session can end.</summary>
    public static IReadOnlyList<CloseReason> All { get; } =
        [.. Enum.GetValues<CloseReason>().Where(reason => reason != CloseReason.None)];

    /// <exception cref="ArgumentOutOfRangeException">The session has not ended.</exception>
    public static CloseFacts Facts(this CloseReason reason) =>
        Table[(int)reason] ?? throw new ArgumentOutOfRangeException(nameof(reason), reason, "No end of a session.");

    /// <summary>The reason in kebab-case: <c>client-closed</c>.</summary>
    public static string Word(this CloseReason reason) => reason.Facts().Word;

    /// <summary>True when the client got no backend.</summary>
    public static bool IsRefusal(this CloseReason reason) => reason.Facts().IsRefusal;

    // No default arm: a reason without its facts does not compile (CS8509). CS8524 would require arms for unnamed
    // values.
#pragma warning disable CS8524
    private static CloseFacts FactsOf(CloseReason reason) => reason switch
    {
        CloseReason.None => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No end of a session."),
        CloseReason.ClientClosed => Orderly("client-closed", EndedBy.Client),
        CloseReason.BackendClosed => Orderly("backend-closed", EndedBy.Backend),
        CloseReason.ClientReset => new("client-reset", EndedBy.Client, "rst"),
        CloseReason.BackendReset => new("backend-reset", EndedBy.Backend, "rst"),
        CloseReason.ClientGone => new("client-gone", EndedBy.Client, "gone"),
        CloseReason.ClientIdle => new("client-idle", EndedBy.Balancer, "timeout"),
        CloseReason.ServerIdle => new("server-idle", EndedBy.Balancer, "timeout"),
        CloseReason.HalfClosedIdle => new("half-closed-idle", EndedBy.Balancer, "timeout"),
        CloseReason.ClientStalled => new("client-stalled", EndedBy.Balancer, "timeout"),
        CloseReason.BackendStalled => new("backend-stalled", EndedBy.Balancer, "timeout"),
        CloseReason.ClientDead => new("client-dead", EndedBy.Client, "dead"),
        CloseReason.BackendDead => new("backend-dead", EndedBy.Backend, "dead"),
        CloseReason.MaxAge => new("max-age", EndedBy.Balancer, "timeout"),
        CloseReason.BackendDown => new("backend-down", EndedBy.Balancer, "down"),
        CloseReason.RoleChanged => new("role-changed", EndedBy.Balancer, "role"),
        CloseReason.FailedBack => new("failed-back", EndedBy.Balancer, "failback"),
        CloseReason.Rebalanced => new("rebalanced", EndedBy.Balancer, "rebalance"),
        CloseReason.Drained => new("drained", EndedBy.Operator, "drain"),
        CloseReason.OperatorReset => new("operator-reset", EndedBy.Operator, "rst"),
        CloseReason.OperatorClosed => new("operator-closed", EndedBy.Operator, "rst"),
        CloseReason.Shutdown => new("shutdown", EndedBy.Operator, "shutdown"),
        CloseReason.RefusedAccess => Refused("refused-access", EndedBy.Balancer),
        CloseReason.RefusedProxyHeader => Refused("refused-proxy-header", EndedBy.Client),
        CloseReason.RefusedSourceFull => Refused("refused-source-full", EndedBy.Balancer),
        CloseReason.RefusedSourceRate => Refused("refused-source-rate", EndedBy.Balancer),
        CloseReason.RefusedListenerRate => Refused("refused-listener-rate", EndedBy.Balancer),
        CloseReason.RefusedSilent => Refused("refused-silent", EndedBy.Client),
        CloseReason.RefusedPreread => Refused("refused-preread", EndedBy.Client),
        CloseReason.RefusedNoRoute => Refused("refused-no-route", EndedBy.Balancer),
        CloseReason.RefusedListenerFull => Refused("refused-listener-full", EndedBy.Balancer),
        CloseReason.RefusedSessionLimit => Refused("refused-session-limit", EndedBy.Balancer),
        CloseReason.RefusedNoneEligible => Refused("refused-none-eligible", EndedBy.Balancer),
        CloseReason.RefusedAllFull => Refused("refused-all-full", EndedBy.Balancer),
        CloseReason.RefusedQueueFull => Refused("refused-queue-full", EndedBy.Balancer),
        CloseReason.RefusedQueueTimeout => Refused("refused-queue-timeout", EndedBy.Balancer),
        CloseReason.RefusedConnectFailed => Refused("refused-connect-failed", EndedBy.Backend),
        CloseReason.RefusedLocalShortage => Refused("refused-local-shortage", EndedBy.Balancer),
        CloseReason.Bug => new("bug", EndedBy.Balancer, "bug"),
    };
#pragma warning restore CS8524

    /// <summary>Both sides sent FIN; <paramref name="first"/> did so first.</summary>
    private static CloseFacts Orderly(string word, EndedBy first) =>
        new(word, first, "fin") { ResetsClient = false, ResetsBackend = false };

    private static CloseFacts Refused(string word, EndedBy by) => new(word, by, "refused") { IsRefusal = true };
}
