namespace L4Balancer.Bench.Switchover.Sessions;

/// <summary>A long-lived session of a client, with one write at a time.</summary>
internal interface IWriter : IAsyncDisposable
{
    /// <summary>The port of the server that the session leads to.</summary>
    int Server { get; }

    /// <summary>Completes when the server has acknowledged the write.</summary>
    /// <exception cref="WriteException">It was refused, or the session was lost.</exception>
    Task WriteAsync(long id, CancellationToken stop);
}
