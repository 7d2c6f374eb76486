using L4Balancer.Cli;
using L4Balancer.Core.Config;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli.Connection;

/// <summary>The client of a daemon whose admin side uses TLS.</summary>
internal sealed class TlsTests
{
    private const string Said = "The admin side listens on ";

    private TempFolder _folder = null!;
    private AdminTlsConfig _tls = null!;
    private DaemonProcess _daemon = null!;
    private string _place = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TempFolder();
        _tls = TestCertificate.Write(_folder, "balancer");
        _daemon = await DaemonProcess.StartAsync(
            $$"""
            listeners: { web: { bind: "127.0.0.1:0", pool: web } }
            pools: { web: { health: { type: none }, backends: ["127.0.0.1:9"] } }
            admin: { bind: "127.0.0.1:0", tls: { certificate: {{_tls.Certificate}}, key: {{_tls.Key}} } }
            """);
        var line = await _daemon.LogsAsync(EventIds.AdminListening);
        _place = "https://" + line[(line.IndexOf(Said, StringComparison.Ordinal) + Said.Length)..].Trim();
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        await _daemon.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task An_untrusted_certificate_is_refused_with_a_hint()
    {
        var result = await AskAsync();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.NoDaemon), result.ToString());
        Assert.That(result.Errors, Does.Contain("; --ca FILE"));
        Assert.That(result.Errors.Trim().Split('\n'), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_certificate_from_the_CA_file_is_trusted() =>
        Assert.That((await AskAsync("--ca", _tls.Certificate)).ExitCode, Is.Zero);

    [Test]
    public async Task A_certificate_that_is_not_in_the_CA_file_is_not_trusted()
    {
        using var folder = new TempFolder();
        var other = TestCertificate.Write(folder, "another");
        Assert.That((await AskAsync("--ca", other.Certificate)).ExitCode, Is.EqualTo(ExitCodes.NoDaemon));
    }

    [Test]
    public async Task Insecure_accepts_any_certificate() =>
        Assert.That((await AskAsync("--insecure")).ExitCode, Is.Zero);

    private Task<CommandResult> AskAsync(params string[] options) =>
        L4BalancerCommand.RunAsync(["status", "--admin", _place, .. options]);
}
