using Microsoft.Win32.SafeHandles;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// File descriptors held for the runtime itself: .NET makes a pipe for every thread that it starts, and ends the
/// process when it cannot. They are let go of when the process runs out, and no client is accepted before they are held
/// again. Any thread.
/// </summary>
internal sealed class SpareDescriptors : IDisposable
{
    /// <summary>A thread takes two while it starts; so many start at the same time only in theory.</summary>
    private const int Count = 16;

    /// <summary>What a session needs must be there beside them, or the next accept would run out at once.</summary>
    private const int Headroom = 2;

    private readonly Lock _sync = new();
    private readonly Stack<SafeFileHandle> _held = new(Count + Headroom);
    private volatile bool _areHeld;

    /// <summary>True when they are held, from before or since now.</summary>
    public bool TryHold() => _areHeld || OperatingSystem.IsWindows() || TryTake();

    /// <summary>The process has run out.</summary>
    public void LetGo()
    {
        lock (_sync) CloseDownTo(0);
    }

    public void Dispose() => LetGo();

    private bool TryTake()
    {
        lock (_sync)
        {
            try
            {
                while (_held.Count < Count + Headroom)
                    _held.Push(File.OpenHandle("/dev/null", share: FileShare.ReadWrite));
                CloseDownTo(Count);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                CloseDownTo(0);
                return false;
            }
        }
    }

    private void CloseDownTo(int count)
    {
        while (_held.Count > count) _held.Pop().Dispose();
        _areHeld = count > 0;
    }
}
