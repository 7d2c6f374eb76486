using L4Balancer.Admin.Model;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Admin;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>Reloads of the daemon's file at the request of the admin side.</summary>
internal sealed class AdminReloadTests
{
    [Test]
    public async Task A_dry_run_says_what_would_change_and_changes_nothing()
    {
        using var folder = new TempFolder();
        await using var daemon = await DaemonProcess.StartAsync(Config(folder, backends: "127.0.0.1:1"));
        using var client = UnixClient.To(folder.PathOf("a.sock"));
        await File.WriteAllTextAsync(daemon.ConfigPath, Config(folder, "127.0.0.1:1, 127.0.0.1:2"));
        var report = await ReloadAsync(client, "?dry-run=true");
        Assert.That(report.Changes.Select(c => $"{c.Path} {c.After}"), Has.Some.Contains("127.0.0.1:2"));
        Assert.That((await client.ReadAsync<PoolSnapshot[]>("/v1/pools"))[0].Backends, Has.Count.EqualTo(1));
        await ReloadAsync(client, "");
        Assert.That((await client.ReadAsync<PoolSnapshot[]>("/v1/pools"))[0].Backends, Has.Count.EqualTo(2));
        var told = (await client.ReadAsync<JournalEvent[]>("/v1/events")).Single(e => e.Kind == "reloaded");
        Assert.That(told.Actor, Does.StartWith("operator via unix socket"));
    }

    [Test]
    public async Task A_reload_of_a_wrong_file_gives_every_error_and_the_old_one_stays()
    {
        using var folder = new TempFolder();
        await using var daemon = await DaemonProcess.StartAsync(Config(folder, "127.0.0.1:1"));
        using var client = UnixClient.To(folder.PathOf("a.sock"));
        using var taken = Loopback.Listen();
        await File.WriteAllTextAsync(daemon.ConfigPath, "listeners: { db: { bindd: 1 } }\nnonsense: 1\n");
        var problem = await client.ActAsync("/v1/reload").RefusesAsync(System.Net.HttpStatusCode.UnprocessableEntity);
        Assert.That(problem.Errors, Has.Count.GreaterThan(1).And.Some.Contains("bindd"));
        var snapshot = await client.ReadAsync<BalancerSnapshot>("/v1/status");
        Assert.That((snapshot.Config.IsLastReloadGood, snapshot.Listeners.Count), Is.EqualTo((false, 1)));
        await File.WriteAllTextAsync(
            daemon.ConfigPath,
            Config(folder, "127.0.0.1:1").Replace("127.0.0.1:0", Loopback.AddressOf(taken).ToString()));
        problem = await client.ActAsync("/v1/reload?dry-run=true")
            .RefusesAsync(System.Net.HttpStatusCode.UnprocessableEntity);
        Assert.That(problem.Errors, Has.Some.EndsWith("address already in use"));
    }

    [Test]
    public async Task A_reload_moves_the_admin_side_to_another_address()
    {
        using var folder = new TempFolder();
        await using var daemon = await DaemonProcess.StartAsync(Config(folder, "127.0.0.1:1"));
        using var client = UnixClient.To(folder.PathOf("a.sock"));
        await File.WriteAllTextAsync(
            daemon.ConfigPath, Config(folder, "127.0.0.1:1").Replace("a.sock", "b.sock"));
        await ReloadAsync(client, "");
        await daemon.LogsAsync(EventIds.AdminListening, "b.sock");
        Assert.That(File.Exists(folder.PathOf("a.sock")), Is.False);
        using var moved = UnixClient.To(folder.PathOf("b.sock"));
        await moved.GetAsync("/healthz", Loopback.Deadline).SucceedsAsync();
    }

    [Test]
    public async Task A_reload_says_how_many_networks_a_changed_file_of_an_access_list_has()
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("deny.txt");
        await File.WriteAllTextAsync(file, "10.0.0.0/8\n");
        var config = Config(folder, "127.0.0.1:1")
            .Replace("pool: db }", $"pool: db, access: {{ deny: 192.0.2.0/24, deny-file: \"{file}\" }} }}");
        await using var daemon = await DaemonProcess.StartAsync(config);
        using var client = UnixClient.To(folder.PathOf("a.sock"));
        Assert.That((await ReloadAsync(client, "")).Changes, Is.Empty);
        await File.WriteAllTextAsync(file, "10.0.0.0/8\n10.9.0.0/16\n");
        var change = new ConfigChange("listeners.db.access.deny-file", "1 network", "2 networks");
        Assert.That((await ReloadAsync(client, "?dry-run=true")).Changes, Is.EqualTo(new[] { change }));
        Assert.That((await ReloadAsync(client, "")).Changes, Is.EqualTo(new[] { change }));
        await File.WriteAllTextAsync(file, "10.0.0.0/8\n10.8.0.0/16\n");
        change = change with { Before = "2 networks", After = "2 networks, in a changed file" };
        Assert.That((await ReloadAsync(client, "")).Changes, Is.EqualTo(new[] { change }));
    }

    [Test]
    public async Task An_admin_address_that_is_taken_ends_the_start()
    {
        using var folder = new TempFolder();
        using var taken = Loopback.Listen();
        await using var daemon = DaemonProcess.Launch(
            Config(folder, "127.0.0.1:1").Replace($"unix:{folder.PathOf("a.sock")}", $"{Loopback.AddressOf(taken)}"));
        Assert.That(await daemon.WaitForExitAsync(), Is.EqualTo(3));
        Assert.That(daemon.Log, Has.Some.Contains("address already in use"));
    }

    [Test]
    public async Task The_log_has_no_line_of_the_web_server()
    {
        using var folder = new TempFolder();
        await using var daemon = await DaemonProcess.StartAsync(Config(folder, "127.0.0.1:1"));
        using var client = UnixClient.To(folder.PathOf("a.sock"));
        await client.GetAsync("/v1/status", Loopback.Deadline).SucceedsAsync();
        await daemon.LogsAsync(EventIds.AdminListening);
        Assert.That(daemon.Log, Has.None.Contains("Microsoft"));
    }

    private static async Task<ReloadReport> ReloadAsync(HttpClient client, string query)
    {
        using var answer = await client.ActAsync("/v1/reload" + query);
        var text = await answer.Content.ReadAsStringAsync(Loopback.Deadline);
        Assert.That(answer.IsSuccessStatusCode, Is.True, text);
        return System.Text.Json.JsonSerializer.Deserialize<ReloadReport>(
            text, L4Balancer.Admin.Api.ApiJson.Options)!;
    }

    private static string Config(TempFolder folder, string backends) => $$"""
        listeners: { db: { bind: "127.0.0.1:0", pool: db } }
        pools: { db: { health: { type: none }, backends: [{{Quoted(backends)}}] } }
        admin: { bind: "unix:{{folder.PathOf("a.sock")}}" }

        """;

    private static string Quoted(string backends) =>
        string.Join(", ", backends.Split(", ").Select(b => $"\"{b}\""));
}
