using L4Balancer.Linux.LibC;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Linux;

/// <summary>A file without a name in memory, which lives as long as a descriptor of it; memfd_create(2).</summary>
public static unsafe class MemoryFile
{
    /// <param name="name">For whoever looks at /proc; at most 249 bytes.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The process is out of descriptors.</exception>
    public static SafeFileHandle Create(ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[name.Length + 1];
        name.CopyTo(text);
        text[^1] = 0;
        fixed (byte* pointer = text)
        {
            var made = SysResult.From(Unistd.memfd_create(pointer, Unistd.MFD_CLOEXEC))
                .OrThrow(nameof(Unistd.memfd_create));
            return new SafeFileHandle(made.Count, ownsHandle: true);
        }
    }
}
