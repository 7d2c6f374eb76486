using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace L4Balancer.Linux;

/// <summary>
/// The result of a C library call: a value from 0 up, or the negated errno. An errno is a value here, not an exception.
/// </summary>
public readonly record struct SysResult(nint Value)
{
    public bool IsSuccess => Value >= 0;

    public Errno Errno => IsSuccess ? Errno.None : (Errno)(-Value);

    /// <summary>The value of a successful call: a byte count, or a descriptor.</summary>
    public int Count => (int)Value;

    public static SysResult Of(Errno errno) => new(-(nint)errno);

    /// <summary>
    /// Wraps the return value of a call. Nothing may come between the two: the next call overwrites errno. It is read
    /// from the C library itself, and only after a failure; the copy that the marshaller would keep costs every call.
    /// </summary>
    /// <remarks>
    /// That copy would be no safer. The code generated for SetLastError does the same: it calls
    /// <see cref="Marshal.GetLastSystemError"/> in managed code after the call has returned. Both rely on one promise
    /// of the runtime: whatever it does on this thread in between, above all waiting for a collection on return, leaves
    /// errno unchanged. CoreCLR saves it in Thread::RareDisablePreemptiveGC, Native AOT in Thread::WaitForGC. Millions
    /// of failing calls during continuous collections (ErrnoStormTests) have never shown another call's errno.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static SysResult From(nint returned) =>
        returned < 0 ? new(-Marshal.GetLastSystemError()) : new(returned);

    /// <summary>For calls that cannot fail in a sane process.</summary>
    /// <exception cref="Win32Exception">The call failed.</exception>
    public SysResult OrThrow(string call) =>
        IsSuccess ? this : throw new Win32Exception((int)Errno, $"{call}: {Describe()}");

    /// <summary>The C library's text for the error, strerror(3).</summary>
    public string Describe() => Marshal.GetPInvokeErrorMessage((int)Errno);
}
