using L4Balancer.Core;

namespace L4Balancer.Admin;

/// <summary>
/// The lifetime of answers: a stream lives until the server stops, and the number of streams is limited. Any thread.
/// </summary>
internal sealed class AdminLifetime : IDisposable
{
    private readonly SemaphoreSlim _streams = new(Limits.AdminStreamsMax);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled when the server begins to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Returns false if there are already <see cref="Limits.AdminStreamsMax"/>.</summary>
    public bool TryBeginStream() => _streams.Wait(0);

    public void EndStream() => _streams.Release();

    public Task StopAsync() => _stopping.CancelAsync();

    public void Dispose()
    {
        _streams.Dispose();
        _stopping.Dispose();
    }
}
