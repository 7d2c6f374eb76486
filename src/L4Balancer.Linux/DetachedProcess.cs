using System.Globalization;
using System.Text;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Linux;

/// <summary>
/// A program that is started like a <see cref="SpawnedProcess"/>, but is not a child of this process: it belongs to the
/// one that takes in orphans. systemd treats a main process that is not its own child as one that it cannot wait for,
/// and kills it at a stop without waiting. pidfd_open(2). One thread at a time.
/// </summary>
public sealed unsafe class DetachedProcess : IDisposable
{
    /// <summary>setsid(1) of util-linux, without which there is no systemd. It leaves its child behind.</summary>
    private const string Forker = "/usr/bin/setsid";

    private const string Shell = "/bin/sh";

    /// <summary>Says the number of the process through the passed socket, before the program is it.</summary>
    private const string Script = """echo $$ >&3; exec "$@" """;

    private static readonly TimeSpan ForkerPatience = TimeSpan.FromSeconds(10);

    private readonly SafeFd _process;

    private DetachedProcess(int pid, SafeFd process) => (Pid, _process) = (pid, process);

    public int Pid { get; }

    /// <param name="path">The absolute path of the program.</param>
    /// <param name="arguments">After the name of the program.</param>
    /// <param name="environment">All of it, as NAME=value.</param>
    /// <param name="mine">This end of the channel whose other end is passed.</param>
    /// <param name="passed">It stays open here.</param>
    /// <returns>The number of the process, or why it cannot be started.</returns>
    public static SysResult TryStart(
        string path, IEnumerable<string> arguments, IEnumerable<string> environment, DescriptorChannel mine,
        SafeFd passed, out DetachedProcess? process)
    {
        process = null;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var allowed = SysResult.From(Spawn.access(name, Spawn.X_OK));
            if (!allowed.IsSuccess) return allowed;
        }

        string[] words = ["--fork", Shell, "-c", Script, "sh", path, .. arguments];
        var started = SpawnedProcess.TryStart(Forker, words, environment, passed, out var forker);
        if (!started.IsSuccess) return started;
        forker!.WaitForExit();
        Span<byte> said = stackalloc byte[32];
        mine.SetTimeout(ForkerPatience);
        var length = mine.Receive(said, []);
        if (!length.IsSuccess) return length;
        var number = Encoding.ASCII.GetString(said[..length.Count]);
        if (!int.TryParse(number, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var pid))
            return SysResult.Of(Errno.EINVAL);
        var opened = SysResult.From(Spawn.pidfd_open(pid, 0));
        if (!opened.IsSuccess) return opened;
        process = new DetachedProcess(pid, new SafeFd(opened.Count));
        return new SysResult(pid);
    }

    /// <summary>Kills it with SIGKILL unless it has ended, and waits for its end.</summary>
    public void Kill()
    {
        if (_process.IsClosed) return;
        _ = Spawn.pidfd_send_signal(_process.Number, Signal.SIGKILL, null, 0);
        var end = new PollFd { fd = _process.Number, events = Spawn.POLLIN };
        while (SysResult.From(Spawn.poll(&end, 1, -1)).Errno == Errno.EINTR)
        {
            // Again.
        }
    }

    public void Dispose() => _process.Dispose();
}
