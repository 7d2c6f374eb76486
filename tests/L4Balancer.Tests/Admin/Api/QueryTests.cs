using System.Net;
using L4Balancer.Admin.Model;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>No mistake in a query is swallowed, on any route.</summary>
internal sealed class QueryTests
{
    [Test]
    public async Task Every_route_refuses_an_unknown_parameter()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var routes = await ServedRoute.ReadAllAsync(admin);
        var generation = await GenerationAsync(admin);
        foreach (var route in routes.Where(r => r.NeedsRole))
        {
            var problem = await SendAsync(admin, route, "?nonsense=1").RefusesAsync(HttpStatusCode.BadRequest);
            Assert.That(problem.Field, Is.EqualTo("nonsense"), $"{route}: {problem.Detail}");
            Assert.That(problem.Detail, Does.StartWith("nonsense: there is no such parameter here; "));
        }

        Assert.That(await GenerationAsync(admin), Is.EqualTo(generation), "Nothing was done.");
    }

    [Test]
    public async Task Every_parameter_refuses_an_invalid_value()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var tried = 0;
        foreach (var route in await ServedRoute.ReadAllAsync(admin))
        {
            foreach (var (name, type) in route.Query)
            {
                await RefusesAsync(admin, route, name, $"?{name}=");
                await RefusesAsync(admin, route, name, $"?{name}");
                await RefusesAsync(admin, route, name, $"?{name}=1&{name.ToUpperInvariant()}=1");
                if (type != "string") await RefusesAsync(admin, route, name, $"?{name}=perhaps");
                tried++;
            }
        }

        Assert.That(tried, Is.GreaterThan(15));
    }

    [TestCase("/v1/reload?dryrun=true", "dryrun: there is no such parameter here; did you mean dry-run?")]
    [TestCase("/v1/reload?dry_run=true", "dry_run: there is no such parameter here; did you mean dry-run?")]
    [TestCase("/v1/reload?dry-run=yes", "dry-run: \"yes\" is not true or false")]
    [TestCase(Answers.Backend + "/ready?force=true", "force: there is no such parameter here; known: persist")]
    public async Task The_refusal_suggests_the_nearest_name(string path, string detail)
    {
        await using var admin = await RunningAdmin.StartAsync();
        var problem = await admin.Local.ActAsync(path).RefusesAsync(HttpStatusCode.BadRequest);
        Assert.That(problem.Detail, Is.EqualTo(detail));
    }

    [TestCase("/healthz?_=1")]
    [TestCase("/readyz?check=lb1")]
    [TestCase("/?utm=x")]
    public async Task A_probe_and_the_page_may_have_a_query(string path)
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Local.GetAsync(path, Loopback.Deadline).SucceedsAsync();
    }

    [TestCase("/v1/sessions?pool=nope", "there is no pool \"nope\"; known: pool")]
    [TestCase("/v1/sessions?listener=nope", "there is no listener \"nope\"; known: listener")]
    [TestCase("/v1/events?pool=nope", "there is no pool \"nope\"; known: pool")]
    [TestCase("/v1/history?pool=nope", "there is no pool \"nope\"; known: pool")]
    [TestCase("/v1/pools/no%1Bpe", "there is no pool \"no\\u001bpe\"; known: pool")]
    public async Task An_unknown_name_is_refused_with_a_list_of_the_existing_ones(string path, string detail)
    {
        await using var admin = await RunningAdmin.StartAsync();
        var problem = await admin.Local.GetAsync(path, Loopback.Deadline).RefusesAsync(HttpStatusCode.NotFound);
        Assert.That(problem.Detail, Is.EqualTo(detail));
    }

    private static async Task RefusesAsync(RunningAdmin admin, ServedRoute route, string name, string query)
    {
        var problem = await SendAsync(admin, route, query).RefusesAsync(HttpStatusCode.BadRequest);
        Assert.That(problem.Field, Is.EqualTo(name), $"{route}{query}: {problem.Detail}");
        Assert.That(problem.Detail, Does.Not.Contain("System.").And.Not.Contain("Nullable"));
    }

    private static async Task<long> GenerationAsync(RunningAdmin admin) =>
        (await admin.Local.ReadAsync<BalancerSnapshot>("/v1/status")).Generation;

    private static Task<HttpResponseMessage> SendAsync(RunningAdmin admin, ServedRoute route, string query) =>
        admin.Local.SendAsync(
            new HttpRequestMessage(new HttpMethod(route.Method), route.Path + query), Loopback.Deadline);
}
