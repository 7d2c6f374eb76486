using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>Whom a file belongs to.</summary>
/// <param name="User">The number of its user.</param>
/// <param name="Group">The number of its group.</param>
public sealed record FileOwner(uint User, uint Group)
{
    /// <summary>Null when the file cannot be looked at.</summary>
    public static unsafe FileOwner? Of(string path)
    {
        SysStat.Statx found;
        const uint Wanted = SysStat.STATX_UID | SysStat.STATX_GID;
        return SysStat.statx(SysStat.AT_FDCWD, path, 0, Wanted, &found) == 0
            ? new FileOwner(found.stx_uid, found.stx_gid)
            : null;
    }

    /// <summary>
    /// Makes the file theirs; false when this process may not, which is so for all but root when the owner is somebody
    /// else.
    /// </summary>
    public bool TryOwn(string path) => SysStat.chown(path, User, Group) == 0;
}
