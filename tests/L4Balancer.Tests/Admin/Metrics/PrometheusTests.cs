using System.Net;
using System.Net.Sockets;
using L4Balancer.Admin.Metrics;
using L4Balancer.Core;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>A real Prometheus scrapes a real daemon.</summary>
[TestFixture, NonParallelizable]
internal sealed class PrometheusTests
{
    private readonly CancellationTokenSource _stop = new();
    private Socket _backend = null!;
    private Task _echo = Task.CompletedTask;
    private DaemonProcess? _daemon;
    private PrometheusServer? _prometheus;
    private string _admin = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Needs.Programs("prometheus", "promtool");
        _backend = Loopback.Listen();
        _echo = EchoServer.RunAsync(_backend, _stop.Token);
        _admin = $"127.0.0.1:{FreePort.Pick()}";
        _daemon = await DaemonProcess.StartAsync(
            $$"""
            listeners:
              front: { bind: "127.0.0.1:0", pool: echo }
            pools:
              echo: { backends: ["{{Loopback.AddressOf(_backend)}}"] }
            admin:
              bind: {{_admin}}
            """);
        await OneSessionAsync();
        _prometheus = new PrometheusServer(_admin);
        await _prometheus.StartAsync();
        await _prometheus.ValueAsync("l4balancer_build_info");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        if (_daemon is not null) await _daemon.DisposeAsync();
        await _stop.CancelAsync();
        await _echo;
        _backend?.Dispose();
        _stop.Dispose();
    }

    [Test]
    public async Task The_text_of_a_running_daemon_is_valid()
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync($"http://{_admin}/metrics");
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo(PrometheusText.ContentType));
        await Promtool.CheckMetricsAsync(await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task A_session_is_counted_in_the_metrics_of_Prometheus()
    {
        var before = double.Parse(await _prometheus!.ValueAsync("l4balancer_session_accepted_total"));
        await OneSessionAsync();
        await _prometheus.ValueAsync($"l4balancer_session_accepted_total == {before + 1}");
        await _prometheus.ValueAsync(
            $"l4balancer_backend_session_picked_total{{backend=\"{Loopback.AddressOf(_backend)}\"}} == {before + 1}");
        await _prometheus.ValueAsync("l4balancer_pool_backend_eligible{pool=\"echo\"} == 1");
    }

    [Test]
    public async Task Every_rule_is_evaluated_without_an_error()
    {
        var rules = await Eventually.GetAsync(
            "all rules evaluated", Loopback.Patience, RulesAsync, all => all.All(r => r.Health != "unknown"));
        Assert.That(rules.Select(r => r.Health), Has.All.EqualTo("ok"));
        Assert.That(rules, Has.Length.EqualTo(RulesFile.Expressions.Count));
    }

    [TestCaseSource(typeof(Dashboard), nameof(Dashboard.Expressions))]
    public async Task A_query_of_the_dashboard_is_valid(string expression)
    {
        var answer = await _prometheus!.QueryAsync(Dashboard.WithValues(expression));
        Assert.That(answer.Status, Is.EqualTo("success"), $"{expression}: {answer.Error}");
    }

    private async Task OneSessionAsync()
    {
        var (host, port) = _daemon!.Listener("front");
        using var client = await Loopback.ConnectAsync(NetAddress.FromIp(IPAddress.Parse(host), port));
        await client.SendAsync("question");
        Assert.That(await client.ReadAsync(8), Is.EqualTo("question"));
    }

    private async Task<(string Name, string Health)[]> RulesAsync()
    {
        var groups = (await _prometheus!.AskAsync("rules")).GetProperty("groups");
        return
        [
            .. groups.EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).Select(
                rule => (rule.GetProperty("name").GetString()!, rule.GetProperty("health").GetString()!)),
        ];
    }
}
