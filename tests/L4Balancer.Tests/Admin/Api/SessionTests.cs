using L4Balancer.Admin.Model;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>The running sessions over HTTP.</summary>
internal sealed class SessionTests
{
    [Test]
    public async Task A_session_is_listed_with_its_bytes_and_can_be_closed()
    {
        using var backend = Loopback.Listen();
        await using var admin = await RunningAdmin.StartAsync(backend: Loopback.AddressOf(backend));
        using var client = await Loopback.ConnectAsync(admin.Balancer.Address);
        using var served = await Loopback.AcceptAsync(backend);
        await client.SendAsync("question");
        Assert.That(await served.ReadAsync(8), Is.EqualTo("question"));

        var session = (await ListAsync(admin, "?client=127.0.0.0/8&pool=pool&order=idle&limit=20")).Sessions.Single();
        Assert.That(
            (session.Client, session.State, session.BytesUploaded),
            Is.EqualTo(($"{client.LocalEndPoint}", "relaying", 8)));
        Assert.That(session.Backend, Is.EqualTo(Loopback.AddressOf(backend).ToString()));

        await admin.Local.ActAsync($"/v1/sessions/{session.Id}/close").SucceedsAsync();
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That(admin.Journal.Since(0).Select(e => e.Kind), Has.Member("session-closed"));
        Assert.That((await ListAsync(admin, "")).Total, Is.Zero);
    }

    [TestCase("?client=10.0.0.0/8")]
    [TestCase("?backend=127.0.0.1:1")]
    [TestCase("?ageMin=3600")]
    public async Task A_session_that_does_not_match_is_not_listed(string query)
    {
        using var backend = Loopback.Listen();
        await using var admin = await RunningAdmin.StartAsync(backend: Loopback.AddressOf(backend));
        using var client = await Loopback.ConnectAsync(admin.Balancer.Address);
        using var served = await Loopback.AcceptAsync(backend);
        Assert.That((await ListAsync(admin, "")).Total, Is.EqualTo(1));
        Assert.That((await ListAsync(admin, query)).Total, Is.Zero);
    }

    [TestCase("?limit=0", "limit")]
    [TestCase("?limit=1001", "limit")]
    [TestCase("?order=beauty", "order")]
    [TestCase("?client=nobody", "client")]
    [TestCase("?client=999", "client")]
    [TestCase("?client=10.1.2.3/8", "client")]
    [TestCase("?backend=nonsense", "backend")]
    public async Task An_impossible_list_is_refused(string query, string field)
    {
        await using var admin = await RunningAdmin.StartAsync();
        var problem = await admin.Local.GetAsync("/v1/sessions" + query, Loopback.Deadline)
            .RefusesAsync(System.Net.HttpStatusCode.UnprocessableEntity);
        Assert.That(problem.Field, Is.EqualTo(field));
    }

    private static Task<SessionPage> ListAsync(RunningAdmin admin, string query) =>
        admin.Local.ReadAsync<SessionPage>("/v1/sessions" + query);
}
