using System.Runtime;
using System.Runtime.CompilerServices;

namespace L4Balancer.Handover;

/// <summary>
/// Waits for the compiler of the runtime, which compiles in the background what has been called 30 times since, first
/// with measurements, and then with what they have shown. It took a core for half of the pause. A program that was
/// compiled ahead (AOT) has none.
/// </summary>
internal static class Compilation
{
    /// <summary>Longer than the runtime waits for other methods that are called for the first time: 100 ms.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    /// <summary>Completes when nothing has been compiled for a while.</summary>
    /// <param name="pausesMax">It waits no longer: other work of a busy process is compiled, too.</param>
    public static async Task SettleAsync(int pausesMax)
    {
        if (!RuntimeFeature.IsDynamicCodeCompiled) return;
        var before = -1L;
        for (var left = pausesMax; left > 0 && before != JitInfo.GetCompiledMethodCount(); left--)
        {
            before = JitInfo.GetCompiledMethodCount();
            await Task.Delay(Pause);
        }
    }
}
