using System.Runtime.InteropServices;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>
/// Signal settings that a parent passed on through exec, such as those of nohup(1), which makes its child ignore
/// SIGHUP. The framework respects that, and would never call a handler.
/// </summary>
public static class InheritedSignals
{
    /// <summary>
    /// Regardless of the inherited settings, from now on SIGHUP and SIGUSR1 do nothing until the framework gets a
    /// handler for them: they are neither ignored, nor do they end the process in the meantime.
    /// </summary>
    public static void Replace()
    {
        // abs(3) can be used as a handler: it takes the signal number and has no side effects.
        var nothing = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "abs");
        foreach (var number in new[] { Signal.SIGHUP, Signal.SIGUSR1 }) _ = Signal.signal(number, nothing);
    }
}
