using System.Text;
using L4Balancer.Linux.LibC;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Linux;

/// <summary>
/// Opens a file to which the kernel appends every write, so that several processes can write to it: open(2), O_APPEND,
/// which the framework does not offer.
/// </summary>
public static unsafe class AppendFile
{
    /// <summary>Read and write for the owner, read for the group.</summary>
    private const int Mode = 0x1A0;

    private const int Flags =
        Unistd.O_WRONLY | Unistd.O_APPEND | Unistd.O_CREAT | Unistd.O_CLOEXEC | Unistd.O_NOCTTY | Unistd.O_NONBLOCK;

    /// <summary>Creates the file if it does not exist.</summary>
    /// <exception cref="IOException">The file cannot be opened; the message says why.</exception>
    public static SafeFileHandle Open(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            SysResult opened;
            do opened = SysResult.From(Unistd.open(name, Flags, Mode));
            while (opened.Errno == Errno.EINTR);
            if (opened.IsSuccess) return new SafeFileHandle(opened.Value, ownsHandle: true);
            throw new IOException($"{opened.Describe()}: {path}");
        }
    }
}
