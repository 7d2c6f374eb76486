using System.Net;
using L4Balancer.Admin.Model;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>Operators' acts over HTTP.</summary>
internal sealed class ActionTests
{
    [Test]
    public async Task A_backend_in_maintenance_gets_no_sessions_until_it_is_ready()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Local.ActAsync(Answers.Backend + "/maintenance").SucceedsAsync();
        var backend = await admin.Local.ReadAsync<BackendSnapshot>(Answers.Backend);
        Assert.That((backend.Intent, backend.IsServing), Is.EqualTo(("maintenance", false)));
        await admin.Local.ActAsync(Answers.Backend + "/ready", "{}").SucceedsAsync();
        backend = await admin.Local.ReadAsync<BackendSnapshot>(Answers.Backend);
        Assert.That((backend.Intent, backend.IsServing), Is.EqualTo(("ready", true)));
    }

    [Test]
    public async Task A_drain_shows_when_it_ends()
    {
        await using var admin = await RunningAdmin.StartAsync();
        const string Drain = """{"deadlineSeconds": 600, "rate": 5}""";
        await admin.Local.ActAsync(Answers.Backend + "/drain", Drain).SucceedsAsync();
        var snapshot = await admin.Local.ReadAsync<BalancerSnapshot>("/v1/status");
        var backend = snapshot.Pools[0].Backends[0];
        Assert.That((backend.Intent, backend.DrainRate), Is.EqualTo(("drain", 5)));
        Assert.That(
            backend.DrainEndsAt - snapshot.At, Is.InRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10)));
    }

    [Test]
    public async Task A_weight_is_in_effect_until_it_is_restored()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Local.ActAsync(Answers.Backend + "/weight", """{"weight": 7}""").SucceedsAsync();
        var backend = await admin.Local.ReadAsync<BackendSnapshot>(Answers.Backend);
        Assert.That(backend.Weight, Is.EqualTo(7));
        Assert.That(backend.Changed, Is.EqualTo(new[] { "weight" }));
        await admin.Local.ActAsync(Answers.Backend + "/weight", """{"weight": null}""").SucceedsAsync();
        Assert.That((await admin.Local.ReadAsync<BackendSnapshot>(Answers.Backend)).Weight, Is.EqualTo(1));
    }

    [Test]
    public async Task A_backend_is_added_and_removed()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var added = await admin.Local.ActAsync(
            "/v1/pools/pool/backends", """{"address": "unix:/run/x.sock", "weight": 3}""");
        Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var place = added.Headers.Location!.ToString();
        Assert.That(place, Is.EqualTo("/v1/pools/pool/backends/unix%3A%2Frun%2Fx.sock"));
        Assert.That((await admin.Local.ReadAsync<BackendSnapshot>(place)).Weight, Is.EqualTo(3));
        await admin.Local.DeleteAsync(place, Loopback.Deadline).SucceedsAsync();
        await admin.Local.GetAsync(place, Loopback.Deadline).RefusesAsync(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task An_action_on_an_outdated_table_is_refused()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var seen = await admin.Local.GetAsync("/v1/status", Loopback.Deadline);
        var mark = seen.Headers.ETag!.Tag;
        await ActOn(admin, mark, "maintenance").SucceedsAsync();
        await ActOn(admin, mark, "ready").RefusesAsync(HttpStatusCode.PreconditionFailed);
        await ActOn(admin, "*", "ready").SucceedsAsync();
    }

    [TestCase("/v1/pools/other/failback", null, HttpStatusCode.NotFound, null)]
    [TestCase("/v1/pools/pool/backends/127.0.0.1:9/ready", null, HttpStatusCode.NotFound, null)]
    [TestCase("/v1/pools/pool/backends/nonsense/ready", null, HttpStatusCode.UnprocessableEntity, "backend")]
    [TestCase("/v1/pools/pool/failover", "{}", HttpStatusCode.Conflict, null)]
    [TestCase("/v1/pools/pool/failover", """{"tier": 16}""", HttpStatusCode.UnprocessableEntity, "tier")]
    [TestCase(Answers.Backend + "/weight", """{"weight": -1}""", HttpStatusCode.UnprocessableEntity, "weight")]
    [TestCase(Answers.Backend + "/weight", """{"weight": "7"}""", HttpStatusCode.BadRequest, "weight")]
    [TestCase(Answers.Backend + "/weight", """{"weigth": 7}""", HttpStatusCode.BadRequest, "weigth")]
    [TestCase(Answers.Backend + "/weight", """{"weight": """, HttpStatusCode.BadRequest, null)]
    [TestCase(Answers.Backend + "/weight", null, HttpStatusCode.BadRequest, null)]
    [TestCase(Answers.Backend + "/weight", "null", HttpStatusCode.BadRequest, null)]
    [TestCase(Answers.Backend + "/weight", "{}", HttpStatusCode.BadRequest, "weight")]
    [TestCase(Answers.Backend + "/weight", """{"weight": 5, "weight": 6}""", HttpStatusCode.BadRequest, "weight")]
    [TestCase("/v1/pools/pool/backends", null, HttpStatusCode.BadRequest, null)]
    [TestCase(Answers.Backend + "/ready?persist=perhaps", null, HttpStatusCode.BadRequest, "persist")]
    [TestCase("/v1/pools/pool/backends", "{}", HttpStatusCode.UnprocessableEntity, "address")]
    [TestCase("/v1/pools/pool/backends", """{"address": "127.0.0.1:1"}""", HttpStatusCode.Conflict, null)]
    [TestCase("/v1/sessions/7/close", null, HttpStatusCode.NotFound, null)]
    [TestCase("/v1/sessions/xyz/close", null, HttpStatusCode.UnprocessableEntity, "id")]
    [TestCase("/v1/status", null, HttpStatusCode.MethodNotAllowed, null)]
    [TestCase("/v1/nowhere", null, HttpStatusCode.NotFound, null)]
    public async Task An_impossible_action_is_refused_with_the_reason(
        string path, string? body, HttpStatusCode status, string? field)
    {
        await using var admin = await RunningAdmin.StartAsync();
        var problem = await admin.Local.ActAsync(path, body).RefusesAsync(status);
        if (field is not null) Assert.That(problem.Field, Is.EqualTo(field));
        Assert.That(problem.Detail, Does.Not.Contain("L4Balancer.").And.Not.Contain("System."));
        Assert.That(admin.Warnings, Is.Empty, "A client's mistake is not logged.");
    }

    [Test]
    public async Task A_body_that_is_not_JSON_is_refused()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Local
            .PostAsync(Answers.Backend + "/weight", new StringContent("weight=7"), Loopback.Deadline)
            .RefusesAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Test]
    public async Task An_action_without_a_config_key_is_done_but_not_persisted()
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.Local.ActAsync(Answers.Backend + "/maintenance?persist=true");
        var result = await answer.JsonAsync();
        Assert.That(result.GetProperty("outcome").GetString(), Is.EqualTo("done"));
        Assert.That(result.GetProperty("notPersisted").GetString(), Does.Contain("no key"));
    }

    private static Task<HttpResponseMessage> ActOn(RunningAdmin admin, string mark, string act)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Answers.Backend}/{act}");
        request.Headers.TryAddWithoutValidation("If-Match", mark);
        return admin.Local.SendAsync(request, Loopback.Deadline);
    }
}
