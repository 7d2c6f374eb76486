using System.Runtime.InteropServices;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>
/// A program that this process has started with one descriptor besides the standard ones; posix_spawn(3). All other
/// descriptors of this process are close-on-exec. It shares the standard streams. One thread at a time.
/// </summary>
public sealed unsafe class SpawnedProcess
{
    /// <summary>The number of the passed descriptor in the program.</summary>
    public const int PassedFd = 3;

    private int? _status; // Of waitpid(2), once it has ended.

    private SpawnedProcess(int pid) => Pid = pid;

    public int Pid { get; }

    /// <summary>How it ended: its exit code, or 128 and the number of the signal that killed it. Null while it runs.
    /// </summary>
    public int? ExitCode => Wait(Spawn.WNOHANG);

    /// <param name="path">The absolute path of the program.</param>
    /// <param name="arguments">After the name of the program.</param>
    /// <param name="environment">All of it, as NAME=value.</param>
    /// <param name="passed">It stays open here.</param>
    /// <returns>The number of the process, or why it cannot be started.</returns>
    public static SysResult TryStart(
        string path, IEnumerable<string> arguments, IEnumerable<string> environment, SafeFd passed,
        out SpawnedProcess? child)
    {
        child = null;
        var file = stackalloc byte[Spawn.FileActionsSize];
        var attributes = stackalloc byte[Spawn.AttributesSize];
        var signals = stackalloc byte[128]; // sigset_t
        using var argv = new TextVector([path, .. arguments]);
        using var envp = new TextVector([.. environment]);
        var pid = 0;
        _ = Spawn.posix_spawn_file_actions_init(file);
        _ = Spawn.posix_spawnattr_init(attributes);
        _ = Signal.sigemptyset(signals);
        var failed = Spawn.posix_spawn_file_actions_adddup2(file, passed.Number, PassedFd);
        if (failed == 0) failed = Spawn.posix_spawnattr_setsigmask(attributes, signals);
        if (failed == 0) failed = Spawn.posix_spawnattr_setflags(attributes, Spawn.POSIX_SPAWN_SETSIGMASK);
        if (failed == 0) failed = Spawn.posix_spawn(&pid, argv.Texts[0], file, attributes, argv.Texts, envp.Texts);
        _ = Spawn.posix_spawnattr_destroy(attributes);
        _ = Spawn.posix_spawn_file_actions_destroy(file);
        if (failed != 0) return SysResult.Of((Errno)failed);
        child = new SpawnedProcess(pid);
        return new SysResult(pid);
    }

    /// <summary>The descriptor that this process was passed, which no program that it starts gets.</summary>
    public static SafeFd TakePassed()
    {
        var fd = new SafeFd(PassedFd);
        _ = Unistd.fcntl(PassedFd, Unistd.F_SETFD, Unistd.FD_CLOEXEC);
        return fd;
    }

    /// <summary>Kills it with SIGKILL unless it has ended, and waits for its end.</summary>
    public void Kill()
    {
        if (ExitCode is not null) return;
        _ = Signal.kill(Pid, Signal.SIGKILL); // It is not reaped yet: the number is its own.
        Wait(options: 0);
    }

    /// <summary>Waits for its end.</summary>
    public void WaitForExit() => Wait(options: 0);

    private int? Wait(int options)
    {
        int status;
        while (_status is null)
        {
            var ended = SysResult.From(Spawn.waitpid(Pid, &status, options));
            if (ended.Errno == Errno.EINTR) continue;
            if (ended.Value == Pid) _status = status;

            // The runtime may have reaped it, where it reaps all children: then it has ended, too.
            else if (ended.Errno != Errno.None) _status = 0;
            else return null;
        }

        var (signal, code) = (_status.Value & 0x7F, (_status.Value >> 8) & 0xFF);
        return signal == 0 ? code : 128 + signal;
    }

    /// <summary>An array of C strings that ends with a null pointer.</summary>
    private sealed class TextVector : IDisposable
    {
        private readonly int _count;

        public TextVector(IReadOnlyList<string> texts)
        {
            _count = texts.Count;
            Texts = (byte**)NativeMemory.AllocZeroed((nuint)((_count + 1) * sizeof(byte*)));
            for (var i = 0; i < _count; i++) Texts[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        public byte** Texts { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++) Marshal.FreeCoTaskMem((nint)Texts[i]);
            NativeMemory.Free(Texts);
        }
    }
}
