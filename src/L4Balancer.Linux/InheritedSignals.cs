using System.Runtime.InteropServices;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>
/// What a parent decided about signals and exec handed on, such as nohup(1), which makes its child ignore SIGHUP. The
/// framework respects that, and would never call a handler.
/// </summary>
public static class InheritedSignals
{
    /// <summary>
    /// Whatever they did before, from now on SIGHUP and SIGUSR1 do nothing until the framework is given a handler for
    /// them: neither are they ignored, nor do they end the process in the moment between.
    /// </summary>
    public static void Replace()
    {
        // abs(3) may be called as a handler: it takes the number of the signal and touches nothing.
        var nothing = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "abs");
        foreach (var number in new[] { Signal.SIGHUP, Signal.SIGUSR1 }) _ = Signal.signal(number, nothing);
    }
}
