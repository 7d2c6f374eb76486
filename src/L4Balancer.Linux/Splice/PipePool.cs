namespace L4Balancer.Linux.Splice;

/// <summary>
/// The pipes of a loop that hold nothing now. A direction has one only while bytes are in it, so a loop whose peers
/// keep up uses one and the same for all its sessions. One thread.
/// </summary>
public sealed class PipePool(int capacity, int capacityMin) : IDisposable
{
    /// <summary>As many slow readers as are common; pipes beyond it are closed when they come back.</summary>
    private const int KeptMax = 64;

    private readonly Stack<KernelPipe> _free = new();

    /// <summary>An empty pipe; null when none can be made now.</summary>
    public KernelPipe? TryRent() => _free.TryPop(out var pipe) ? pipe : KernelPipe.TryCreate(capacity, capacityMin);

    /// <summary>
    /// Takes a pipe back. One with bytes in it is closed: they would come out in the middle of somebody else's.
    /// </summary>
    public void Return(KernelPipe pipe)
    {
        if (pipe.Held == 0 && _free.Count < KeptMax) _free.Push(pipe);
        else pipe.Dispose();
    }

    public void Dispose()
    {
        while (_free.TryPop(out var pipe)) pipe.Dispose();
    }
}
