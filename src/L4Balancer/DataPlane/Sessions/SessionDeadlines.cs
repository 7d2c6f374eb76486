using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>Which timeout of a running session is due next, and whether it is over.</summary>
internal static class SessionDeadlines
{
    /// <summary>
    /// The time left until the earliest moment at which a timeout may expire, zero or less when one has; null when none
    /// is on.
    /// </summary>
    /// <param name="age">Since the client was accepted.</param>
    /// <param name="idle">Since a byte moved in either direction, or a side ended its own.</param>
    /// <param name="turn">The side that is expected to move: only its idle timeout runs, because the other side has
    /// nothing to say.</param>
    public static (TimeSpan Left, CloseReason Reason)? Next(
        TimeoutsConfig timeouts, TimeSpan age, TimeSpan idle, Side turn, bool isHalfClosed)
    {
        (TimeSpan Left, CloseReason Reason)? next = null;
        Consider(timeouts.MaxAge, age, CloseReason.MaxAge);
        if (isHalfClosed) Consider(timeouts.HalfClosed, idle, CloseReason.HalfClosedIdle);

        // The turn may change at the next moment without a notice, so the clock of the other side starts now at the
        // earliest; by the time it could expire, this is asked again.
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
