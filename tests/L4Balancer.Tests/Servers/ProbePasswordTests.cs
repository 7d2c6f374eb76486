using System.Runtime.Versioning;
using L4Balancer.Admin.Model;
using L4Balancer.Tests.Admin;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>The password of a probe, from its file to Redis: read again at a reload, and printed nowhere.</summary>
[TestFixture, NonParallelizable]
[UnsupportedOSPlatform("windows")]
internal sealed class ProbePasswordTests
{
    private const string Right = "the-right-password-of-redis";
    private const string Wrong = "some-wrong-password-of-redis";

    private readonly TempFolder _folder = new();

    private string PasswordFile => _folder.PathOf("password");

    [OneTimeTearDown]
    public void Clear() => _folder.Dispose();

    [Test]
    public async Task A_reload_reads_it_again_and_it_is_printed_nowhere()
    {
        await using var server = (await RedisServer.StartAsync(1))[0];
        using (var connection = await RedisConnection.OpenAsync("127.0.0.1", server.Port))
            await connection.AskAsync("CONFIG", "SET", "requirepass", Right);
        await WriteAsync(Wrong);
        await using var daemon = await DaemonProcess.StartAsync(Config(server.Address));
        using var client = UnixClient.To(_folder.PathOf("a.sock"));
        var backend = await BackendAsync(client, b => b.Health == "down");
        Assert.That(backend.Probe!.LastCause, Is.EqualTo("login refused: wrong user or password (WRONGPASS)"));

        await WriteAsync(Right);
        await client.ActAsync("/v1/reload").SucceedsAsync();
        await BackendAsync(client, b => b.Health == "up");

        File.Delete(PasswordFile);
        foreach (var query in new[] { "?dry-run=true", "" })
        {
            var problem = await client.ActAsync("/v1/reload" + query)
                .RefusesAsync(System.Net.HttpStatusCode.UnprocessableEntity);
            Assert.That(problem.Errors, Has.One.Contains(
                $": pools.db.health.login: the password file {PasswordFile} cannot be read: "));
        }

        backend = await BackendAsync(client, b => b.Probe!.Good > 3);
        Assert.That(backend.Health, Is.EqualTo("up"), "The old password stays in use.");
        string[] shown =
        [
            .. daemon.Log, await TextAsync(client, "/v1/status"), await TextAsync(client, "/v1/pools"),
            await TextAsync(client, "/v1/events"), await TextAsync(client, "/metrics"),
        ];
        Assert.That(shown, Has.None.Contains(Right).And.None.Contains(Wrong));
        Assert.That(shown, Has.Some.Contains("login refused"));
    }

    [Test]
    public async Task A_missing_file_fails_the_start_and_the_check()
    {
        await using var daemon = DaemonProcess.Launch(Config("127.0.0.1:1"));
        Assert.That(await daemon.WaitForExitAsync(), Is.EqualTo(1));
        var cause = $": pools.db.health.login: the password file {PasswordFile} cannot be read: ";
        Assert.That(daemon.Log, Has.One.Contains(cause));
        var check = await L4BalancerCommand.RunAsync("check", "-c", daemon.ConfigPath);
        Assert.That(check.ExitCode, Is.EqualTo(1));
        Assert.That(check.Errors, Does.Contain(cause));

        await WriteAsync(Right);
        File.SetUnixFileMode(PasswordFile, (UnixFileMode)Convert.ToInt32("0644", 8));
        check = await L4BalancerCommand.RunAsync("check", "-c", daemon.ConfigPath, "--print-effective");
        Assert.That(check.ExitCode, Is.Zero, check.Errors);
        Assert.That(check.Errors, Does.Contain(
            $"pools.db.health.login: other users can read {PasswordFile} (mode 0644; should be 0600) [warning]"));
        Assert.That(check.Output, Does.Contain(PasswordFile).And.Not.Contain(Right));
    }

    private static Task<BackendSnapshot> BackendAsync(HttpClient client, Func<BackendSnapshot, bool> isReached) =>
        Eventually.GetAsync(
            "the backend is as expected", TimeSpan.FromSeconds(60),
            async () => (await client.ReadAsync<PoolSnapshot[]>("/v1/pools"))[0].Backends[0], isReached);

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Loopback.Deadline);
        return await answer.Content.ReadAsStringAsync(Loopback.Deadline);
    }

    private async Task WriteAsync(string password)
    {
        await File.WriteAllTextAsync(PasswordFile, password + "\n");
        File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private string Config(string backend) => $$"""
        listeners: { db: { bind: "127.0.0.1:0", pool: db } }
        pools:
          db:
            health:
              type: redis
              interval: 100ms
              timeout: 5s
              login: { password-file: {{PasswordFile}} }
            backends: ["{{backend}}"]
        admin: { bind: "unix:{{_folder.PathOf("a.sock")}}" }

        """;
}
