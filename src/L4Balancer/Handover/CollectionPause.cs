namespace L4Balancer.Handover;

/// <summary>
/// No garbage is collected while the sessions stand still: a collection stops the threads that move them on. What they
/// need is allocated before.
/// </summary>
internal static class CollectionPause
{
    /// <summary>More than a session allocates on either side.</summary>
    private const int BytesPerSession = 4 * 1024;

    private const long BytesMin = 16 * 1024 * 1024;

    /// <summary>Where the runtime allows less, there are collections.</summary>
    private const long BytesMax = 200 * 1024 * 1024;

    public static void Begin(int sessions)
    {
        try
        {
            _ = GC.TryStartNoGCRegion(Math.Clamp(sessions * (long)BytesPerSession, BytesMin, BytesMax));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // One is in progress already, or it is more than a segment of this runtime.
        }
    }

    public static void End()
    {
        if (System.Runtime.GCSettings.LatencyMode == System.Runtime.GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
    }
}
