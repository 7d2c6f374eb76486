using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>Which timeout of a running session is due next, and whether it has expired.</summary>
internal static class SessionDeadlines
{
    /// <summary>
    /// The time left until the earliest moment at which a timeout may expire, zero or less if one has expired; null if
    /// none is enabled.
    /// </summary>
    /// <param name="age">Time since the client was accepted.</param>
    /// <param name="idle">Time since a byte moved in either direction, or a side ended its own.</param>
    /// <param name="turn">The side expected to act next: only its idle timeout runs, because the other side has nothing
    /// to say.</param>
    public static (TimeSpan Left, CloseReason Reason)? Next(
        TimeoutsConfig timeouts, TimeSpan age, TimeSpan idle, Side turn, bool isHalfClosed)
    {
        (TimeSpan Left, CloseReason Reason)? next = null;
        Consider(timeouts.MaxAge, age, CloseReason.MaxAge);
        if (isHalfClosed) Consider(timeouts.HalfClosed, idle, CloseReason.HalfClosedIdle);

        // The turn may change at any moment without notice, so the clock of the other side starts now at the earliest;
        // by the time it could expire, this is called again.
        Consider(timeouts.ClientIdle, turn == Side.Client ? idle : TimeSpan.Zero, CloseReason.ClientIdle);
        Consider(timeouts.ServerIdle, turn == Side.Server ? idle : TimeSpan.Zero, CloseReason.ServerIdle);
        return next;

        void Consider(TimeSpan timeout, TimeSpan passed, CloseReason reason)
        {
            if (timeout == TimeSpan.Zero) return;
            var left = timeout - passed;
            if (next is null || left < next.Value.Left) next = (left, reason);
        }
    }
}
