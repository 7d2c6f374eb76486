using L4Balancer.Core.Config;

using L4Balancer.Core.Sessions;
namespace L4Balancer.DataPlane.Sessions;

/// <summary>Which timeout of a running session comes next, and whether it has come.</summary>
internal static class SessionDeadlines
{
    /// <summary>How long until the earliest timeout, zero or less when it has come; null when none is on.</summary>
    /// <param name="age">Since the client was accepted.</param>
    /// <param name="clientIdle">Since a byte came from the client or was taken by it.</param>
    /// <param name="serverIdle">The same of the backend.</param>
    public static (TimeSpan Left, CloseReason Reason)? Next(
        TimeoutsConfig timeouts, TimeSpan age, TimeSpan clientIdle, TimeSpan serverIdle, bool isHalfClosed)
    {
        (TimeSpan Left, CloseReason Reason)? next = null;
        Consider(timeouts.MaxAge, age, CloseReason.MaxAge);
        if (isHalfClosed)
        {
            var bothIdle = clientIdle < serverIdle ? clientIdle : serverIdle;
            Consider(timeouts.HalfClosed, bothIdle, CloseReason.HalfClosedIdle);
        }

        Consider(timeouts.ClientIdle, clientIdle, CloseReason.ClientIdle);
        Consider(timeouts.ServerIdle, serverIdle, CloseReason.ServerIdle);
        return next;

        void Consider(TimeSpan timeout, TimeSpan passed, CloseReason reason)
        {
            if (timeout == TimeSpan.Zero) return;
            var left = timeout - passed;
            if (next is null || left < next.Value.Left) next = (left, reason);
        }
    }
}
