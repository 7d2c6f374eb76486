using System.ComponentModel;
using System.Runtime.InteropServices;

namespace L4Balancer.Linux;

/// <summary>
/// What a call of the C library gave: a value from 0 up, or the negated errno. An errno is a value here, not an
/// exception.
/// </summary>
internal readonly record struct SysResult(nint Value)
{
    public bool IsSuccess => Value >= 0;

    public Errno Errno => IsSuccess ? Errno.None : (Errno)(-Value);

    /// <summary>Wraps what a call returned. Nothing may come between the two: the next call overwrites errno.</summary>
    public static SysResult From(nint returned) => returned < 0 ? new(-Marshal.GetLastPInvokeError()) : new(returned);

    /// <summary>For calls that cannot fail in a sane process.</summary>
    /// <exception cref="Win32Exception">The call failed.</exception>
    public void OrThrow(string call)
    {
        if (!IsSuccess) throw new Win32Exception((int)Errno, $"{call}: {Marshal.GetPInvokeErrorMessage((int)Errno)}");
    }
}
