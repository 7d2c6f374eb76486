using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Which timeout of a running session comes next, and whether it has come.</summary>
internal static class SessionDeadlines
{
    /// <summary>How long until the earliest timeout, zero or less when it has come; null when none is on.</summary>
    public static (TimeSpan Left, CloseReason Reason)? Next(
        TimeoutsConfig timeouts, TimeProvider time, long accepted, Activity activity, bool isHalfClosed)
    {
        var now = time.GetTimestamp();
        (TimeSpan Left, CloseReason Reason)? next = null;
        Consider(timeouts.MaxAge, accepted, CloseReason.MaxAge);
        if (isHalfClosed)
            Consider(timeouts.HalfClosed, Math.Max(activity.Client, activity.Server), CloseReason.HalfClosedIdle);
        Consider(timeouts.ClientIdle, activity.Client, CloseReason.ClientIdle);
        Consider(timeouts.ServerIdle, activity.Server, CloseReason.ServerIdle);
        return next;

        void Consider(TimeSpan timeout, long since, CloseReason reason)
        {
            if (timeout == TimeSpan.Zero) return;
            var left = timeout - time.GetElapsedTime(since, now);
            if (next is null || left < next.Value.Left) next = (left, reason);
        }
    }
}
