namespace L4Balancer.Bench.Soak.Sides;

/// <summary>How fast the steady streams are, and how large messages are.</summary>
internal static class StreamPace
{
    /// <summary>First bytes of a backend, which tell its client that the session is open.</summary>
    public const int Greeting = 64;

    public const int Request = 100;
    public const int Answer = 300;

    /// <summary>Bytes that a slow reader reads at a time.</summary>
    public const int SlowRead = 8 * 1024;

    /// <summary>Milliseconds from an answer to the next request: between these.</summary>
    public const int ThinkMin = 200;
    public const int ThinkMax = 800;

    /// <summary>Bytes per turn, and milliseconds from turn to turn; null if the kind has no steady stream.</summary>
    public static (int Bytes, int Pause)? Of(StreamKind kind) => kind switch
    {
        StreamKind.Copied => (16 * 1024, 10),
        StreamKind.Spliced => (1024 * 1024, 50),
        StreamKind.ClientEnded or StreamKind.BackendEnded => (64, 100),
        _ => null,
    };
}
