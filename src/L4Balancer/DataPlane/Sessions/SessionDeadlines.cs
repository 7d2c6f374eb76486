using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>Which timeout of a running session comes next, and whether it has come.</summary>
internal static class SessionDeadlines
{
    /// <summary>
    /// How long until the earliest moment at which a timeout may come, zero or less when it has come; null when none is
    /// on.
    /// </summary>
    /// <param name="age">Since the client was accepted.</param>
    /// <param name="idle">Since a byte moved in either direction, or a side ended its own.</param>
    /// <param name="turn">The side that is expected to move: only its idle timeout runs, for the other one is rightly
    /// silent.</param>
    public static (TimeSpan Left, CloseReason Reason)? Next(
        TimeoutsConfig timeouts, TimeSpan age, TimeSpan idle, Side turn, bool isHalfClosed)
    {
        (TimeSpan Left, CloseReason Reason)? next = null;
        Consider(timeouts.MaxAge, age, CloseReason.MaxAge);
        if (isHalfClosed) Consider(timeouts.HalfClosed, idle, CloseReason.HalfClosedIdle);

        // The turn may change the next moment, and nobody is told; so the clock of the other side begins now at the
        // earliest, and by then it is looked at again.
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
