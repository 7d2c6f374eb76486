using L4Balancer.Admin;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Security;

/// <summary>HTTPS on the TCP addresses.</summary>
internal sealed class TlsTests
{
    [Test]
    public async Task A_renewed_certificate_is_used_from_the_next_connection_on()
    {
        using var folder = new TempFolder();
        var tls = TestCertificate.Write(folder, "first");
        await using var admin = await RunningAdmin.StartAsync(config: c => c with { Tls = tls });
        Assert.That(await SubjectAsync(admin.Port), Is.EqualTo("CN=first"));
        TestCertificate.Write(folder, "second");
        admin.Server.Use(admin.Config);
        Assert.That(await SubjectAsync(admin.Port), Is.EqualTo("CN=second"));
        await admin.Local.GetAsync("/v1/status", Loopback.Deadline).SucceedsAsync();
    }

    [Test]
    public void An_unusable_certificate_is_reported_before_anything_changes()
    {
        using var folder = new TempFolder();
        var tls = TestCertificate.Write(folder, "first");
        File.WriteAllText(tls.Key, "no key");
        var config = new AdminConfig
        {
            Bind = [new BindAddress(NetAddress.FromUnix(folder.PathOf("a.sock")), false)],
            Tls = tls,
        };
        Assert.That(AdminServer.WhyNot(config, []), Has.One.Contains(tls.Certificate));
        Assert.That(AdminServer.WhyNot(config with { Tls = null }, []), Is.Empty);
    }

    /// <summary>Of the certificate that a new connection is shown.</summary>
    private static async Task<string?> SubjectAsync(int port)
    {
        string? subject = null;
#pragma warning disable MA0039 // It trusts the certificate that the test has just made, whichever that is.
        using var handler = new HttpClientHandler
        {
            UseProxy = false,
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                subject = certificate?.Subject;
                return true;
            },
        };
#pragma warning restore MA0039
        using var client = new HttpClient(handler);
        await client.GetAsync(new Uri($"https://127.0.0.1:{port}/healthz"), Loopback.Deadline).SucceedsAsync();
        return subject;
    }
}
