using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>An operator changes the file and reloads while an upgrade is in progress.</summary>
internal sealed class ReloadDuringUpgradeTests
{
    [Test]
    public async Task The_successor_serves_what_is_in_the_file()
    {
        await using var daemon = await DaemonProcess.StartAsync(ConfigOf("one"));
        try
        {
            var mark = daemon.Mark;
            daemon.Signal(Signal.User2);
            await daemon.LogsAsync(EventIds.HandingOver);
            var next = $"{daemon.ConfigPath}.new";
            await File.WriteAllTextAsync(next, ConfigOf("one", "two"));
            File.Move(next, daemon.ConfigPath, overwrite: true);
            daemon.Signal(Signal.Hangup);
            await daemon.LogsAsync(EventIds.HandedOver, patience: TimeSpan.FromMinutes(2));
            await daemon.LogsAsync(EventIds.Listening, "Listener one accepts", mark, TimeSpan.FromMinutes(1));
            await daemon.WaitForProcessAsync();
            await daemon.LogsAsync(EventIds.Listening, "Listener two accepts", mark, TimeSpan.FromMinutes(1));
            foreach (var name in (string[])["one", "two"])
            {
                using var client = await Loopback.ConnectAsync(
                    Core.NetAddress.FromIp(System.Net.IPAddress.Loopback, daemon.Listener(name).Port));
            }
        }
        finally
        {
            foreach (var pid in ProcessTable.With(daemon.ConfigPath)) Signals.Send(pid, Signal.Kill);
        }
    }

    private static string ConfigOf(params IEnumerable<string> listeners) => $$"""
        listeners: { {{string.Join(", ", listeners.Select(name => $"{name}: {{ bind: \"127.0.0.1:0\", pool: p }}"))}} }
        pools:
          p: { health: { type: none }, backends: ["127.0.0.1:1"] }
        """;
}
