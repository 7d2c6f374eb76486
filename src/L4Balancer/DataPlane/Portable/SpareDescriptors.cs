using Microsoft.Win32.SafeHandles;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// File descriptors held back for the .NET runtime. It needs two for every thread that it starts, and ends the process
/// when it cannot start one. So when accepting finds the table of files full, these are lent to the runtime, and
/// accepting goes on only when all of them are back. Any thread.
/// </summary>
internal sealed class SpareDescriptors : IDisposable
{
    /// <summary>A burst of sixteen new threads, more than a pause of accepting has ever needed.</summary>
    private const int Count = 32;

    private readonly Lock _sync = new();
    private readonly List<SafeFileHandle> _held = []; // Guarded by _sync.

    public SpareDescriptors() => TryTakeBack();

    /// <summary>Gives them to whoever opens files now.</summary>
    public void Lend()
    {
        lock (_sync)
        {
            foreach (var handle in _held) handle.Dispose();
            _held.Clear();
        }
    }

    /// <summary>False when there are not so many: then those that were taken are lent on.</summary>
    public bool TryTakeBack()
    {
        if (OperatingSystem.IsWindows()) return true;
        lock (_sync)
        {
            try
            {
                while (_held.Count < Count) _held.Add(File.OpenHandle("/dev/null"));
                return true;
            }
            catch (IOException)
            {
                Lend();
                return false;
            }
        }
    }

    public void Dispose() => Lend();
}
