using System.Net;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>Readiness, as reported to upstream load balancers.</summary>
internal sealed class ReadinessTests
{
    private static readonly string[] Backends = [Answers.Backend, Answers.Backend[..^1] + "2"];

    [Test]
    public async Task A_pool_without_an_eligible_backend_makes_the_balancer_not_ready()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await AssertReadyAsync(admin);
        foreach (var backend in Backends) await admin.Local.ActAsync(backend + "/maintenance").SucceedsAsync();
        await AssertNotReadyAsync(admin, "pool pool has no eligible backend");
        await admin.Local.ActAsync(Backends[0] + "/ready").SucceedsAsync();
        await AssertReadyAsync(admin);
    }

    [Test]
    public async Task A_pool_that_is_not_required_may_have_no_eligible_backend()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var config = admin.Balancer.Balancer.State.Config;
        await admin.Balancer.Balancer.ReloadAsync(
            config with { Pools = [.. config.Pools.Select(p => p with { Required = false })] }, Loopback.Deadline);
        foreach (var backend in Backends) await admin.Local.ActAsync(backend + "/maintenance").SucceedsAsync();
        await AssertReadyAsync(admin);
    }

    [Test]
    public async Task A_stopping_balancer_is_not_ready_but_still_answers()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Balancer.Balancer.DrainAsync(TimeSpan.Zero, CancellationToken.None);
        await AssertNotReadyAsync(admin, "the balancer is stopping");
        using var health = await admin.Remote.GetAsync("/healthz", Loopback.Deadline);
        Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Health_and_readiness_need_no_token()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        await AssertReadyAsync(admin);
        Assert.That(await admin.Remote.GetStringAsync("/healthz", Loopback.Deadline), Is.EqualTo("ok\n"));
    }

    [Test]
    public async Task A_hung_loop_is_reported_and_hides_nothing_else()
    {
        using var backend = Loopback.Listen();
        using var release = new ManualResetEventSlim();
        var isHung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var observer = new RecordingObserver
        {
            OnRecord = _ =>
            {
                isHung.TrySetResult();
                release.Wait();
            },
        };
        await using var admin = await RunningAdmin.StartAsync(
            backend: Loopback.AddressOf(backend), observer: observer);
        try
        {
            // Its beginning is told on a loop, some time after the backend has the connection.
            using var session = await admin.Balancer.OpenAsync(backend);
            await isHung.Task.WaitAsync(Loopback.Deadline);
            using var health = await admin.Remote.GetAsync("/healthz", Loopback.Deadline);
            Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            var detail = (await health.JsonAsync()).GetProperty("detail").GetString();
            Assert.That(detail, Does.Contain("a loop did not respond"));
            using var status = await admin.Remote.GetAsync("/v1/status", Loopback.Deadline);
            var sessions = (await status.JsonAsync()).GetProperty("sessions");
            Assert.That(sessions.GetProperty("active").GetInt32(), Is.EqualTo(1));
        }
        finally
        {
            release.Set();
        }

        Assert.That(await admin.Remote.GetStringAsync("/healthz", Loopback.Deadline), Is.EqualTo("ok\n"));
    }

    private static async Task AssertReadyAsync(RunningAdmin admin)
    {
        using var answer = await admin.Remote.GetAsync("/readyz", Loopback.Deadline);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await answer.JsonAsync()).GetProperty("reasons").GetArrayLength(), Is.Zero);
    }

    private static async Task AssertNotReadyAsync(RunningAdmin admin, string reason)
    {
        using var answer = await admin.Remote.GetAsync("/readyz", Loopback.Deadline);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var reasons = (await answer.JsonAsync()).GetProperty("reasons").EnumerateArray().Select(r => r.GetString());
        Assert.That(reasons, Has.Member(reason));
    }
}
