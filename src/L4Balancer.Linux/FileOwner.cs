using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>The owner of a file.</summary>
/// <param name="User">The ID of its user.</param>
/// <param name="Group">The ID of its group.</param>
public sealed record FileOwner(uint User, uint Group)
{
    /// <summary>Null if the owner cannot be determined.</summary>
    public static unsafe FileOwner? Of(string path)
    {
        SysStat.Statx found;
        const uint Wanted = SysStat.STATX_UID | SysStat.STATX_GID;
        return SysStat.statx(SysStat.AT_FDCWD, path, 0, Wanted, &found) == 0
            ? new FileOwner(found.stx_uid, found.stx_gid)
            : null;
    }

    /// <summary>
    /// Changes the owner of the file to this one; false if that is not permitted, as for every user but root when the
    /// owner would change.
    /// </summary>
    public bool TryOwn(string path) => SysStat.chown(path, User, Group) == 0;
}
