namespace L4Balancer.Telemetry.Access;

/// <summary>A target of access log lines. Used by one thread; opens itself on the first lines, and again after a
/// failure.
/// </summary>
internal interface ILogTarget : IDisposable
{
    /// <summary>The target as configured, for the log.</summary>
    string Name { get; }

    /// <summary>Writes lines; may block as long as the system call takes.</summary>
    /// <param name="lines">Complete lines, each with a line feed.</param>
    /// <param name="count">The number of lines.</param>
    /// <param name="at">The approximate current time.</param>
    /// <param name="failure">Why not all were written, as text for an operator; null if all were.</param>
    /// <returns>The number of lines written.</returns>
    int Write(ReadOnlySpan<byte> lines, int count, DateTimeOffset at, out string? failure);

    /// <summary>Makes the next write reopen the file, after a log rotation.</summary>
    void Reopen();
}
