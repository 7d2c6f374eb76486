using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Probes;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>Probes of a real nginx, over HTTP and HTTPS, and what it logs of them.</summary>
[TestFixture, NonParallelizable]
internal sealed class NginxProbingTests
{
    private const int Probes = 1000;

    private static readonly HttpProbeConfig Healthz = new() { Path = "/healthz", Body = "ready" };

    private readonly TempFolder _folder = new();
    private TestAuthority _authority = null!;
    private NginxSite _nginx = null!;

    private NetAddress Address => NetAddress.FromIp(System.Net.IPAddress.Loopback, _nginx.Port);

    private HealthConfig Secure => new()
    {
        Type = ProbeKind.Https,
        Http = Healthz,
        Port = _nginx.SecurePort,
        Tls = new ProbeTlsConfig { CaFile = _authority.Pem, ServerName = "web.example" },
    };

    [SetUp]
    public async Task StartAsync()
    {
        _authority = new TestAuthority(_folder);
        _nginx = new NginxSite(_authority.Issue("web.example", isLoopback: false));
        await _nginx.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _nginx.DisposeAsync();
        _authority.Dispose();
    }

    [OneTimeTearDown]
    public void Clear() => _folder.Dispose();

    [Test]
    public async Task Status_body_and_certificate_decide()
    {
        var outcome = await TriedProbe.OnceAsync(Secure, Address);
        Assert.That(outcome.Cause, Is.Empty);
        Assert.That(outcome.Findings!.CertificateExpires, Is.Not.Null);
        Assert.That(
            (await TriedProbe.OnceAsync(Secure with { Http = new HttpProbeConfig() }, Address)).Cause,
            Is.EqualTo("status 503"));
        Assert.That(
            (await TriedProbe.OnceAsync(Secure with { Http = Healthz with { Body = "steady" } }, Address)).Cause,
            Is.EqualTo("the body does not contain steady"));
        Assert.That(
            (await TriedProbe.OnceAsync(Secure with { Tls = new ProbeTlsConfig() }, Address)).Cause,
            Does.StartWith("the certificate is signed by an unknown authority"));
        Assert.That(
            (await TriedProbe.OnceAsync(Secure with { Type = ProbeKind.Http, Tls = null }, Address)).Cause,
            Is.EqualTo("status 400"), "nginx says that plain HTTP was sent to its HTTPS port");
    }

    [TestCase(ProbeKind.Http)]
    [TestCase(ProbeKind.Https)]
    [TestCase(ProbeKind.Tls)]
    public async Task A_thousand_probes_leave_no_line_but_their_requests(ProbeKind kind)
    {
        var health = kind == ProbeKind.Http
            ? new HealthConfig { Type = ProbeKind.Http, Http = Healthz }
            : Secure with { Type = kind };
        var port = kind == ProbeKind.Http ? _nginx.Port : _nginx.SecurePort;
        var before = TimeWaits.Of(port);
        using (var probe = new TriedProbe(health, Address))
        {
            for (var i = 0; i < Probes; i++) Assert.That((await probe.RunAsync()).Cause, Is.Empty);
        }

        var wanted = kind == ProbeKind.Tls ? 0 : Probes;
        await Eventually.HoldsAsync(() => _nginx.Requests.Length >= wanted, () => "the access log");
        Assert.That(_nginx.Requests, Has.Length.EqualTo(wanted).And.All.EqualTo("request 200 GET /healthz HTTP/1.1"));
        Assert.That(_nginx.Errors.Where(l => !l.Contains("while waiting for request")), Is.Empty);
        TimeWaits.RequireAtMost(Probes, port, before);
    }
}
