using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>
/// A minimal Debian with systemd in a folder, made by debootstrap(8) once and kept. It is never written to after that:
/// machines boot from it with an overlay. An interrupted build leaves a folder with another name, which the next build
/// removes.
/// </summary>
internal static class DebianRoot
{
    /// <summary>procps has the kill(1) that the unit uses for reloads; every installed Debian has it.</summary>
    private const string Packages = "systemd,systemd-sysv,dbus,procps";

    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    /// <summary>The folder of a release (<c>bookworm</c>); takes about a minute the first time.</summary>
    public static async Task<string> GetAsync(string release)
    {
        using var _ = await LockAsync(release);
        var root = Path.Combine(Folder, $"{release}-{Packages.Replace(',', '+')}");
        if (!Directory.Exists(root)) await BuildAsync(release, root);
        return root;
    }

    private static string Folder => Path.Combine(CacheHome, "l4balancer-tests");

    private static string CacheHome =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home ? home : "/var/cache";

    /// <summary>
    /// Two test runs on one machine share one root, and boot one machine at a time: without a machine
    /// manager, all payloads are in one control group. The lock is released with the process, however it ends.
    /// </summary>
    public static async Task<IDisposable> LockAsync(string name)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, name + ".lock");
        return (await Eventually.GetAsync(
            $"the lock {path}", BuildLimit, () => Task.FromResult(TryLock(path)), stream => stream is not null))!;
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task BuildAsync(string release, string root)
    {
        var unfinished = root + ".unfinished";
        await RemoveAsync(unfinished);
        var archive = AptArchive.Find();
        await TestContext.Progress.WriteLineAsync(
            $"debootstrap makes a root of {release} from {archive}: about a minute, once.");
        var built = await Command.RunAsync(
            BuildLimit, "debootstrap", "--variant=minbase", "--include=" + Packages, release, unfinished, archive);
        if (built.ExitCode != 0) Needs.Missing($"a Debian archive to make a root from; debootstrap said:\n{built}");
        Directory.Move(unfinished, root);
    }

    /// <summary>
    /// A killed debootstrap leaves its /proc mounted there: never delete across mount points.
    /// </summary>
    private static async Task RemoveAsync(string unfinished)
    {
        if (!Directory.Exists(unfinished)) return;
        foreach (var mounted in (string[])["proc", "sys"])
            await Command.RunAsync("umount", "--recursive", "--quiet", Path.Combine(unfinished, mounted));
        (await Command.RunAsync("rm", "-rf", "--one-file-system", unfinished)).OrThrow();
    }
}
