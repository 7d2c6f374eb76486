namespace L4Balancer.Telemetry.Access;

/// <summary>Where the lines go. Used by one thread; opens itself with the first lines, and again after a failure.
/// </summary>
internal interface ILogTarget : IDisposable
{
    /// <summary>As the operator wrote it, for the log.</summary>
    string Name { get; }

    /// <summary>May wait for as long as the system takes.</summary>
    /// <param name="lines">Whole lines, each with its line break.</param>
    /// <param name="count">How many.</param>
    /// <param name="at">About now.</param>
    /// <param name="failure">Why not all were taken, in an operator's words; null when they were.</param>
    /// <returns>How many lines were taken.</returns>
    int Write(ReadOnlySpan<byte> lines, int count, DateTimeOffset at, out string? failure);

    /// <summary>The next lines open it anew: somebody has moved the file away.</summary>
    void Reopen();
}
