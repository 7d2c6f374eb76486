using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>The admin side behind a real nginx with its defaults.</summary>
internal sealed class NginxTests
{
    [Test]
    public async Task A_stream_passes_nginx_unbuffered_and_the_page_can_act_under_the_name_of_the_proxy()
    {
        await using var admin = await RunningAdmin.StartAsync(
            hasTokens: true, config: c => c with { Hosts = ["lb.example.com"] });
        await using var nginx = new NginxServer(admin.Port);
        await nginx.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri($"http://{nginx.Address}"),
            Timeout = Loopback.Patience,
            DefaultRequestHeaders = { Authorization = new("Bearer", RunningAdmin.OperatorToken) },
        };
        using var reader = new StreamReader(await client.GetStreamAsync("/v1/stream", Loopback.Deadline));
        Assert.That(await reader.ReadLineAsync(Loopback.Deadline), Is.EqualTo("event: snapshot"));

        using var act = new HttpRequestMessage(HttpMethod.Post, Answers.Backend + "/maintenance");
        act.Headers.Add("Origin", "https://lb.example.com");
        await client.SendAsync(act, Loopback.Deadline).SucceedsAsync();
        string? line;
        do line = await reader.ReadLineAsync(Loopback.Deadline);
        while (line is not null and not "event: journal");
        Assert.That(line, Is.EqualTo("event: journal"));
    }
}
