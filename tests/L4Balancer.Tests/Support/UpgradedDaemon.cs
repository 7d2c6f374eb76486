using System.Globalization;
using System.Text.RegularExpressions;
using L4Balancer.Core.Config;
using L4Balancer.Telemetry;

namespace L4Balancer.Tests.Support;

/// <summary>A daemon that is upgraded again and again; each process goes on with another engine, if told so.</summary>
internal sealed partial class UpgradedDaemon : IAsyncDisposable
{
    /// <summary>A start of a process on a loaded machine.</summary>
    private static readonly TimeSpan UpgradePatience = TimeSpan.FromMinutes(2);

    private readonly DaemonProcess _first; // It has the output of all.
    private readonly Func<EngineKind, string> _config;
    private int _pid;

    private UpgradedDaemon(DaemonProcess first, Func<EngineKind, string> config) =>
        (_first, _config, _pid, Port) = (first, config, first.Pid, first.Port);

    /// <summary>Of its only listener, in every process.</summary>
    public int Port { get; }

    /// <param name="config">The file for an engine, with one listener on a port of the kernel's choice.</param>
    public static async Task<UpgradedDaemon> StartAsync(EngineKind engine, Func<EngineKind, string> config) =>
        new(await DaemonProcess.StartAsync(config(engine)), config);

    /// <summary>In front of one server, with probes every second.</summary>
    /// <param name="protocol">The key of the pool.</param>
    /// <param name="probe">Keys of <c>health</c>.</param>
    public static Task<UpgradedDaemon> StartAsync(
        EngineKind engine, RealServer server, string protocol, string probe) => StartAsync(
            engine, kind => $$"""
            engine: {{kind.ToString().ToLowerInvariant()}}
            listeners:
              l: { bind: "127.0.0.1:0", pool: p }
            pools:
              p:
                protocol: {{protocol}}
                health: { {{probe}}, interval: 1s }
                backends: ["{{server.Address}}"]
            """);

    /// <summary>Writes the file for the engine, upgrades, and waits for the end of the process that served.</summary>
    /// <returns>What its last line says.</returns>
    public async Task<string> UpgradeAsync(EngineKind engine)
    {
        var (mark, old) = (_first.Mark, _pid);
        await File.WriteAllTextAsync($"{_first.ConfigPath}.new", _config(engine));
        File.Move($"{_first.ConfigPath}.new", _first.ConfigPath, overwrite: true); // A process may be reading it.
        Signals.Send(old, Signal.User2);
        var line = await _first.LogsAsync(EventIds.HandedOver, since: mark, patience: UpgradePatience);
        _pid = int.Parse(SuccessorPattern().Match(line).Groups["pid"].Value, CultureInfo.InvariantCulture);
        await _first.LogsAsync(EventIds.Listening, since: mark, patience: UpgradePatience);
        await Eventually.HoldsAsync(() => ProcessTable.HasEnded(old), () => $"process {old} has ended");
        await TestContext.Out.WriteLineAsync(line);
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pid in ProcessTable.With(_first.ConfigPath)) Signals.Send(pid, Signal.Kill);
        await _first.DisposeAsync();
    }

    [GeneratedRegex(@"Process (?<pid>\d+) has taken over", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SuccessorPattern();
}
