using System.Runtime.Versioning;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>Monitoring and control of the service, confined by its unit.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class AdminTests : ServiceFixture
{
    private const string Token = "/etc/l4balancer/operator.token";
    private const string Log = "/var/log/l4balancer/access.log";

    private static readonly string Config = ConfigOfFirst + $$"""
        admin:
          bind: [unix:/run/l4balancer/admin.sock, 127.0.0.1:9900]
          operator-token-file: credential:operator
        access-log: { to: {{Log}} }

        """;

    protected override (string Name, string Text)[] DropIns =>
        [("credential.conf", $"[Service]\nLoadCredential=operator:{Token}\n")];

    [SetUp]
    public async Task ConfigureAsync()
    {
        await Service.ConfigureAsync(Config);
        (await Service.SystemctlAsync("restart")).OrThrow();
    }

    [Test]
    public async Task Command_line_finds_the_service_by_its_file_and_controls_it()
    {
        Assert.That((await AskAsync("status")).Output, Does.StartWith("Healthy"));
        await AskAsync("maintenance", "web/7001");
        var status = await Machine.RunAsync("l4balancer", "status");
        Assert.That(status.ExitCode, Is.EqualTo(6), status.ToString());
        Assert.That(status.Output, Does.Contain("maintenance"));
        await AskAsync("ready", "web/7001");
        using var session = await OpenSessionAsync();
        Assert.That(session.Backend, Is.EqualTo("first"));
    }

    [Test]
    public async Task Token_comes_from_a_credential_that_no_other_user_can_read()
    {
        const string Tcp = "http://127.0.0.1:9900";
        await AskAsync("status", "--admin", Tcp, "--token-file", Token);
        var without = await Machine.RunAsync("l4balancer", "status", "--admin", Tcp);
        Assert.That(without.ExitCode, Is.EqualTo(7), without.ToString());
    }

    [Test]
    public async Task Access_log_is_reopened_by_the_signal_of_logrotate()
    {
        using (var session = await OpenSessionAsync()) await session.EchoAsync("one");
        await WaitForLineAsync(Log);
        (await Machine.RunAsync("mv", Log, Log + ".1")).OrThrow();
        var end = await Service.JournalEndAsync();
        (await Service.SystemctlAsync("kill", "--kill-who=main", "--signal=USR1")).OrThrow();
        await Service.WaitForJournalAsync(end, "Reopening the access log");

        // The thread that writes it may still have to do so: until then the lines go to the old file.
        await Eventually.GetAsync(
            "a new file", Loopback.Patience,
            async () =>
            {
                using (var session = await OpenSessionAsync()) await session.EchoAsync("two");
                return File.Exists(Machine.PathOf(Log));
            },
            isThere => isThere);
        using (var session = await OpenSessionAsync()) await session.EchoAsync("three");
        await WaitForLineAsync(Log);
    }

    protected override async Task PrepareAsync()
    {
        Directory.CreateDirectory(Machine.PathOf("/etc/l4balancer"));
        await File.WriteAllTextAsync(Machine.PathOf(Token), "a-token-for-the-test\n");
        File.SetUnixFileMode(Machine.PathOf(Token), UnixFileMode.UserRead);
    }

    private async Task<CommandResult> AskAsync(params string[] words) =>
        (await Machine.RunAsync(["l4balancer", .. words])).OrThrow();

    private Task<CommandResult> WaitForLineAsync(string path) => Eventually.GetAsync(
        $"a session in {path}", Loopback.Patience, () => Machine.RunAsync("cat", path),
        read => read.Output.Contains("\"reason\":\"client-closed\""));
}
