using System.Net;
using L4Balancer.Admin.Api;
using L4Balancer.Admin.Security;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Tests.Admin.Security;

/// <summary>The permissions of each role.</summary>
internal sealed class RoleTests
{
    private const string Act = Answers.Backend + "/maintenance";

    [Test]
    public async Task A_caller_of_the_unix_socket_is_an_operator()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        await admin.Local.ActAsync(Act).SucceedsAsync();
        Assert.That(await admin.Local.ReadAsync<Identity>("/v1/whoami"),
            Is.EqualTo(new Identity(AdminRole.Operator, NeedsToken: false)));
    }

    [Test]
    public async Task An_action_is_recorded_with_the_user_of_the_unix_socket()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Local.ActAsync(Act).SucceedsAsync();
        var told = admin.Journal.Since(0).Single(e => e.Kind == "intent-changed");
        Assert.That(told.Actor, Is.EqualTo($"operator via unix socket, uid {UserId()}"));
        Assert.That(told.Backend, Is.EqualTo("127.0.0.1:1"));
    }

    [Test]
    public async Task Loopback_without_tokens_is_read_only()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Remote.GetAsync("/v1/status").SucceedsAsync();
        await admin.Remote.ActAsync(Act).RefusesAsync(HttpStatusCode.Forbidden);
        Assert.That(await admin.Remote.ReadAsync<Identity>("/v1/whoami"),
            Is.EqualTo(new Identity(AdminRole.Reader, NeedsToken: false)));
    }

    [Test]
    public async Task With_tokens_configured_TCP_access_without_one_is_refused()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        await admin.Remote.GetAsync("/v1/status").RefusesAsync(HttpStatusCode.Unauthorized);
        await admin.Remote.ActAsync(Act).RefusesAsync(HttpStatusCode.Unauthorized);
        await admin.Remote.GetAsync("/healthz").SucceedsAsync();
        await admin.Remote.GetAsync("/readyz").SucceedsAsync();
        Assert.That(await admin.Remote.ReadAsync<Identity>("/v1/whoami"),
            Is.EqualTo(new Identity(AdminRole.None, NeedsToken: true)));
    }

    [Test]
    public async Task A_readers_token_can_read_but_not_act()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        var reader = admin.With(RunningAdmin.ReaderToken);
        await reader.GetAsync("/v1/pools").SucceedsAsync();
        await reader.ActAsync(Act).RefusesAsync(HttpStatusCode.Forbidden);
        await reader.ActAsync("/v1/reload?dry-run=true").RefusesAsync(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task An_operators_token_can_act()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        await admin.With(RunningAdmin.OperatorToken).ActAsync(Act).SucceedsAsync();
        Assert.That(admin.Journal.Since(0).Select(e => e.Actor), Has.Member("operator via token"));
    }

    [Test]
    public async Task Every_route_that_is_not_public_needs_a_token()
    {
        string[] forAll = ["/healthz", "/readyz", "/v1/whoami", "/openapi.json", "/", "/assets/{file}"];
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        foreach (var endpoint in admin.Server.Routes.Endpoints.OfType<RouteEndpoint>())
        {
            var role = endpoint.Metadata.GetMetadata<NeededRole>()?.Role ?? AdminRole.Operator;
            var path = ApiDocument.PathOf(endpoint);
            Assert.That(role == AdminRole.None, Is.EqualTo(forAll.Contains(path)), path);
        }
    }

    private static string UserId() =>
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
}
