using L4Balancer.Core;

namespace L4Balancer.Admin;

/// <summary>
/// How long answers go on: a stream lives until the server stops, and there are at most so many of them. Any thread.
/// </summary>
internal sealed class AdminLifetime : IDisposable
{
    private readonly SemaphoreSlim _streams = new(Limits.AdminStreamsMax);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled when the server begins to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>False when there are <see cref="Limits.AdminStreamsMax"/> already.</summary>
    public bool TryBeginStream() => _streams.Wait(0);

    public void EndStream() => _streams.Release();

    public Task StopAsync() => _stopping.CancelAsync();

    public void Dispose()
    {
        _streams.Dispose();
        _stopping.Dispose();
    }
}
