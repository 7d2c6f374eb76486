using System.Security.Cryptography.X509Certificates;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Streams;

/// <summary>What a probe verifies of a certificate, and what it says when it does not accept one.</summary>
internal sealed class TlsProbeTests
{
    private readonly TempFolder _folder = new();
    private TestAuthority _authority = null!;

    private static string Today(int days) => TestAuthority.Today.AddDays(days).ToString("yyyy-MM-dd");

    [OneTimeSetUp]
    public void Start() => _authority = new TestAuthority(_folder);

    [OneTimeTearDown]
    public void Clear()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_good_certificate_is_good_and_its_end_is_found()
    {
        await using var server = FakeServer.Secured(_authority.Issue("db.example", isLoopback: false));
        var outcome = await TriedProbe.OnceAsync(Health(Tls with { ServerName = "db.example" }), server.Address);
        Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        var expected = TestAuthority.Today.AddDays(30);
        Assert.That(outcome.Findings!.CertificateExpires, Is.EqualTo(expected).Within(TimeSpan.FromSeconds(2)));
        await Eventually.HoldsAsync(() => !server.Ends.IsEmpty, () => "the end");
        Assert.That(server.Ends, Is.EqualTo(new[] { StreamEnd.Fin }));
        Assert.That(server.Heard, Is.EqualTo(new[] { "db.example" }));
    }

    [Test]
    public async Task Without_a_name_the_address_must_be_in_the_certificate_and_no_name_is_sent()
    {
        await using var server = FakeServer.Secured(_authority.Issue("address.example"));
        Assert.That((await TriedProbe.OnceAsync(Health(Tls), server.Address)).Cause, Is.Empty);
        await Eventually.HoldsAsync(() => !server.Heard.IsEmpty, () => "the name");
        Assert.That(string.Join(',', server.Heard), Is.Empty);
        await using var other = FakeServer.Secured(_authority.Issue("other.example", isLoopback: false));
        var outcome = await TriedProbe.OnceAsync(Health(Tls), other.Address);
        Assert.That(outcome.Cause, Is.EqualTo("the certificate is not for 127.0.0.1 but for \"other.example\""));
    }

    [Test]
    public async Task A_wrong_name_is_accepted_only_without_its_verification()
    {
        await using var server = FakeServer.Secured(_authority.Issue("right.example"));
        var wrong = Tls with { ServerName = "wrong.example" };
        Assert.That(
            (await TriedProbe.OnceAsync(Health(wrong), server.Address)).Cause,
            Is.EqualTo("the certificate is not for wrong.example but for \"right.example, 127.0.0.1\""));
        wrong = wrong with { Verify = TlsVerification.Ca };
        Assert.That((await TriedProbe.OnceAsync(Health(wrong), server.Address)).Cause, Is.Empty);
    }

    [TestCase(-20, -3, "the certificate expired on ", -3)]
    [TestCase(3, 20, "the certificate is not valid before ", 3)]
    public async Task A_certificate_out_of_its_time_is_said_as_that(int first, int last, string cause, int day)
    {
        await using var server = FakeServer.Secured(
            _authority.Issue("old.example", firstDay: first, lastDay: last));
        var outcome = await TriedProbe.OnceAsync(Health(Tls), server.Address);
        Assert.That(outcome.Cause, Is.EqualTo(cause + Today(day)));
        Assert.That(
            outcome.Findings!.CertificateExpires,
            Is.EqualTo(TestAuthority.Today.AddDays(last)).Within(TimeSpan.FromSeconds(2)));
        var any = Tls with { Verify = TlsVerification.None, CaFile = null };
        Assert.That((await TriedProbe.OnceAsync(Health(any), server.Address)).Cause, Is.Empty);
    }

    [Test]
    public async Task An_unknown_authority_is_named()
    {
        await using var server = FakeServer.Secured(_authority.Issue("db.example"));
        using var other = new TestAuthority(_folder, "other");
        const string unknown = "the certificate is signed by an unknown authority: \"CN=authority\"";
        foreach (var tls in new[] { Tls with { CaFile = other.Pem }, new ProbeTlsConfig() })
            Assert.That((await TriedProbe.OnceAsync(Health(tls), server.Address)).Cause, Is.EqualTo(unknown));
        var own = TestCertificate.Write(_folder, "self");
        await using var self = FakeServer.Secured((own.Certificate, own.Key));
        Assert.That(
            (await TriedProbe.OnceAsync(Health(Tls), self.Address)).Cause,
            Is.EqualTo("the certificate is self-signed and not among the accepted authorities"));
        var pinned = Tls with { CaFile = own.Certificate };
        Assert.That((await TriedProbe.OnceAsync(Health(pinned), self.Address)).Cause, Is.Empty);
    }

    [Test]
    public async Task A_server_without_TLS_is_said_as_that()
    {
        await using var server = FakeServer.Answers(("\0", "-ERR unknown command\r\n"));
        var outcome = await TriedProbe.OnceAsync(Health(Tls), server.Address);
        Assert.That(outcome, Is.EqualTo(ProbeOutcome.Bad("does not speak TLS")));
        await using var closing = FakeServer.Answers(("\0", ""));
        outcome = await TriedProbe.OnceAsync(Health(Tls), closing.Address);
        Assert.That(outcome, Is.EqualTo(ProbeOutcome.Bad("closed the connection during the TLS handshake")));
    }

    [Test]
    public async Task A_probe_shows_its_certificate()
    {
        using var accepted = X509Certificate2.CreateFromPem(File.ReadAllText(_authority.Pem));
        await using var server = FakeServer.Secured(_authority.Issue("db.example"), accepted);
        var (certificate, key) = _authority.Issue("probe.example");
        var tls = Tls with { Certificate = certificate, Key = key };
        Assert.That((await TriedProbe.OnceAsync(Health(tls), server.Address)).Cause, Is.Empty);
        await Eventually.HoldsAsync(() => !server.Ends.IsEmpty, () => "a session that the server accepted");
    }

    [Test]
    public async Task A_reload_reads_the_authorities_again()
    {
        var path = _folder.PathOf("changing.pem");
        using var other = new TestAuthority(_folder, "another");
        File.Copy(other.Pem, path, overwrite: true);
        await using var server = FakeServer.Secured(_authority.Issue("db.example"));
        using var probe = new TriedProbe(Health(Tls with { CaFile = path }), server.Address);
        Assert.That((await probe.RunAsync()).Cause, Does.Contain("unknown authority"));
        File.Copy(_authority.Pem, path, overwrite: true);
        Assert.That((await probe.RunAsync()).Cause, Does.Contain("unknown authority"));
        probe.ReadFiles();
        Assert.That((await probe.RunAsync()).Cause, Is.Empty);
    }

    private ProbeTlsConfig Tls => new() { CaFile = _authority.Pem };

    private static HealthConfig Health(ProbeTlsConfig tls) => new() { Type = ProbeKind.Tls, Tls = tls };
}
