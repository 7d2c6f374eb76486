using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;
using L4Balancer.Tests.Telemetry.Access;

namespace L4Balancer.Tests.Hosting;

/// <summary>The access log of the real process contains its sessions, across a rotation and a reload.</summary>
[Platform("Linux")]
internal sealed class AccessLogTests : SignalFixture
{
    [Test]
    public async Task A_session_that_ended_has_a_line()
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("access.log");
        await using var daemon = await DaemonProcess.StartAsync(Config("1h") + To(file));
        await UseAsync(daemon);
        var line = Records.Parse((await LinesAsync(file, 1))[0]);
        Assert.That(line.Text("listener"), Is.EqualTo("x"));
        Assert.That(line.Text("client"), Does.StartWith("127.0.0.1:"));
        Assert.That(line.Text("reason"), Is.EqualTo("client-closed"));
        Assert.That(line.GetProperty("bytes_up").GetInt64(), Is.EqualTo(5));
    }

    [Test]
    public async Task SIGUSR1_lets_the_log_go_on_in_a_new_file()
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("access.log");
        await using var daemon = await DaemonProcess.StartAsync(Config("1h") + To(file));
        await UseAsync(daemon);
        await LinesAsync(file, 1);
        File.Move(file, file + ".1");
        daemon.Signal(Signal.User1);
        await daemon.LogsAsync(EventIds.AccessLogReopened);

        // The thread that writes it may still have to do so: until then the lines go to the old file.
        var sessions = 1;
        await Eventually.GetAsync(
            "a new file", Loopback.Patience,
            async () =>
            {
                await UseAsync(daemon);
                sessions++;
                return File.Exists(file);
            },
            isThere => isThere);
        await Eventually.GetAsync(
            "every session has a line", Loopback.Patience,
            async () => (await LinesAsync(file, 1)).Length + (await LinesAsync(file + ".1", 1)).Length,
            lines => lines == sessions);
    }

    [Test]
    public async Task SIGUSR1_without_an_access_log_is_harmless()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"));
        daemon.Signal(Signal.User1);
        await daemon.LogsAsync(EventIds.AccessLogReopened);
        await UseAsync(daemon);
    }

    [Test]
    public async Task A_reload_turns_the_log_on_and_off()
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("access.log");
        await using var daemon = await DaemonProcess.StartAsync(Config("1h"), options: ["--log-level", "debug"]);
        await UseAsync(daemon);

        // Otherwise it may end when the log is already on.
        await daemon.LogsAsync(EventIds.SessionEnded);
        await daemon.ReloadAsync(Config("1h") + To(file));
        await UseAsync(daemon);
        await LinesAsync(file, 1);
        await daemon.ReloadAsync(Config("1h"));
        await UseAsync(daemon);
        daemon.Signal(Signal.Terminate);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(await LinesAsync(file, 1), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task The_lines_of_the_last_sessions_are_written_before_the_process_ends()
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("access.log");
        await using var daemon = await DaemonProcess.StartAsync(Config("0s") + To(file));
        var (client, server) = await SessionAsync(daemon);
        daemon.Signal(Signal.Terminate);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Dispose(client, server);
        Assert.That(Records.Parse((await LinesAsync(file, 1))[0]).Text("reason"), Is.EqualTo("shutdown"));
    }

    private static string To(string file) => $"\naccess-log: {{ to: {file} }}\n";

    private async Task UseAsync(DaemonProcess daemon)
    {
        var (client, server) = await SessionAsync(daemon);
        client.Dispose();
        Assert.That(await server.ReceiveAsync(new byte[1]), Is.Zero);
        server.Dispose();
    }

    private static Task<string[]> LinesAsync(string file, int count) => Eventually.GetAsync(
        $"{count} lines in {file}", Loopback.Patience,
        async () => File.Exists(file) ? await File.ReadAllLinesAsync(file) : [], lines => lines.Length >= count);
}
