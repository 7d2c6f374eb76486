using System.Diagnostics;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>
/// A Debian system booted by systemd-nspawn(1) with its own systemd, its own network and an in-memory overlay over
/// its root: changes by a test are not kept. It ends with <see cref="DisposeAsync"/>, and with the test process,
/// however that ends.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    /// <summary>
    /// The pipe to the shell closes when this process ends, and the shell then ends the container: its init first, with
    /// which everything in it ends, and systemd-nspawn cleans up. In the other order the container would continue
    /// without it.
    /// </summary>
    private const string EndWithParent =
        """
        systemd-nspawn "$@" </dev/null & nspawn=$!
        read -r _
        inits=$(cat /proc/$nspawn/task/$nspawn/children)
        kill -KILL ${inits:-$nspawn}
        wait $nspawn
        """;

    private static readonly TimeSpan BootLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    private readonly Process _keeper;
    private readonly IDisposable _lock;
    private readonly List<string> _console = [];
    private int _init;

    private Machine(Process keeper, IDisposable @lock)
    {
        _keeper = keeper;
        _lock = @lock;
    }

    /// <summary>The process id, on this side, of the machine's init.</summary>
    public int Init => _init;

    /// <param name="release">The Debian release, <c>bookworm</c>.</param>
    /// <param name="binaries">Host files visible in the machine, read-only: host path and path inside.</param>
    public static async Task<Machine> BootAsync(string release, params (string Here, string There)[] binaries)
    {
        RequireParts();
        var root = await DebianRoot.GetAsync(release);
        var held = await DebianRoot.LockAsync("machine");
        string[] nspawn =
        [
            "--directory=" + root, "--volatile=overlay", "--boot", "--register=no", "--keep-unit", "--private-network",
            "--console=pipe", "--quiet", .. binaries.Select(b => $"--bind-ro={b.Here}:{b.There}"),
        ];
        var keeper = Process.Start(new ProcessStartInfo("sh", ["-c", EndWithParent, "nspawn", .. nspawn])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var machine = new Machine(keeper, held);
        try
        {
            await machine.WaitForBootAsync();
            return machine;
        }
        catch (Exception e)
        {
            await machine.DisposeAsync();
            throw new InvalidOperationException($"The machine did not boot. Its console:\n{machine.Console}", e);
        }
    }

    /// <summary>Skips or fails the test if this machine cannot boot a container.</summary>
    public static void RequireParts()
    {
        Needs.Root();
        Needs.Programs("systemd-nspawn", "debootstrap", "nsenter");
    }

    public Task<CommandResult> RunAsync(params IReadOnlyList<string> command) =>
        Command.RunAsync("nsenter", ["--target", $"{_init}", "--all", "--", .. command]);

    /// <summary>The host path of a file of the machine.</summary>
    public string PathOf(string there) => $"/proc/{_init}/root{there}";

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        try
        {
            await _keeper.WaitForExitAsync().WaitAsync(EndLimit);
        }
        finally
        {
            _keeper.Dispose();
            _lock.Dispose();
        }
    }

    private async Task WaitForBootAsync()
    {
        _keeper.OutputDataReceived += (_, line) => Record(line.Data);
        _keeper.ErrorDataReceived += (_, line) => Record(line.Data);
        _keeper.BeginOutputReadLine();
        _keeper.BeginErrorReadLine();
        _init = await Eventually.GetAsync("an init", BootLimit, () => Task.FromResult(FindInit()), pid => pid > 0);
        await Eventually.GetAsync("the boot's end", BootLimit, StateAsync, state => state is "running" or "degraded");
    }

    /// <summary>The shell's child is nspawn, and nspawn's child is the init.</summary>
    private int FindInit()
    {
        if (_keeper.HasExited) throw new InvalidOperationException("systemd-nspawn ended.");
        var grandchildren = ProcFs.ChildrenOf(_keeper.Id).SelectMany(ProcFs.ChildrenOf);
        return grandchildren.FirstOrDefault(pid => ProcFs.NameOf(pid) == "systemd");
    }

    private async Task<string> StateAsync() => (await RunAsync("systemctl", "is-system-running")).Text;

    private void Record(string? line)
    {
        if (line is null) return;
        lock (_console) _console.Add(line);
    }

    private string Console
    {
        get
        {
            lock (_console) return string.Join('\n', _console);
        }
    }
}
