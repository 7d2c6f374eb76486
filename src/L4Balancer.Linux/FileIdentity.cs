using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>
/// The identity of a file, regardless of its name: two names with the same identity are one file, and a name whose
/// identity has changed now refers to another file. A number is not reused while the file is open.
/// </summary>
/// <param name="Device">The file system, st_dev of stat(2).</param>
/// <param name="Inode">The number of the file in that file system.</param>
/// <param name="Kind">Its type.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, FileKind Kind)
{
    private const int KindShift = 12;
    private const uint Wanted = SysStat.STATX_TYPE | SysStat.STATX_INO;

    /// <summary>
    /// The identity of the file at a path, without following a symbolic link; null if it cannot be determined.
    /// </summary>
    public static unsafe FileIdentity? Of(string path)
    {
        SysStat.Statx found;
        return SysStat.statx(SysStat.AT_FDCWD, path, SysStat.AT_SYMLINK_NOFOLLOW, Wanted, &found) == 0
            ? Of(found)
            : null;
    }

    /// <summary>The identity of the file that a descriptor refers to; null if the descriptor is closed.</summary>
    public static unsafe FileIdentity? OfDescriptor(int fd)
    {
        SysStat.Statx found;
        return SysStat.statx(fd, "", SysStat.AT_EMPTY_PATH, Wanted, &found) == 0
            ? Of(found)
            : null;
    }

    private static FileIdentity Of(in SysStat.Statx found) => new(
        DeviceOf(found.stx_dev_major, found.stx_dev_minor), found.stx_ino, (FileKind)(found.stx_mode >> KindShift));

    /// <summary>makedev(3).</summary>
    private static ulong DeviceOf(ulong major, ulong minor) =>
        ((major & 0xFFFFF000) << 32) | ((major & 0xFFF) << 8) | ((minor & 0xFFFFFF00) << 12) | (minor & 0xFF);
}
