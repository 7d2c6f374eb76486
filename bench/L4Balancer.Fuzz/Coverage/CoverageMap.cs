using System.Reflection;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace L4Balancer.Fuzz.Coverage;

/// <summary>
/// The counters that the instrumented code increments: one byte for each pair of branches that were taken one after the
/// other, at an index that is a hash of both. One for the process.
/// </summary>
internal static class CoverageMap
{
    public const int Size = 1 << 16;

    /// <summary>Pinned, because the instrumented code has its address.</summary>
    private static readonly byte[] Counters = GC.AllocateArray<byte>(Size, pinned: true);

    /// <summary>What an input that was run has left.</summary>
    public static ReadOnlySpan<byte> Taken => Counters;

    /// <summary>Before any instrumented code runs: it writes to where this points.</summary>
    public static void Connect()
    {
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(Counters, 0);
        var pointer = typeof(Trace).GetField(nameof(Trace.SharedMem), BindingFlags.Public | BindingFlags.Static)!;
        pointer.SetValue(null, address);
    }

    /// <summary>Before an input runs.</summary>
    public static void Clear()
    {
        Counters.AsSpan().Clear();
        Trace.PrevLocation = 0;
    }
}
