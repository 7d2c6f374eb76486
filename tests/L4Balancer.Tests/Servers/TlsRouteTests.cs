using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// OpenSSL, curl and psql reach the server with the certificate of the name that they ask for: each verifies the name,
/// so that a wrong backend is an error.
/// </summary>
[TestFixture]
internal sealed class TlsRouteTests
{
    private const string One = "one.example.com";
    private const string Two = "two.example.com";

    private static readonly TestedEngine[] Both = [TestedEngine.Portable, TestedEngine.Native];

    private readonly TempFolder _folder = new();
    private TestAuthority _authority = null!;

    [OneTimeSetUp]
    public void Issue() => _authority = new TestAuthority(_folder);

    [OneTimeTearDown]
    public void Clean()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task OpenSSL_and_curl_reach_the_server_of_their_name()
    {
        Needs.Programs("openssl", "curl");
        await using var one = new OpensslServer(_authority.Issue(One, isLoopback: false));
        await using var two = new OpensslServer(_authority.Issue(Two, isLoopback: false));
        await RealServer.StartAllAsync([one, two]);
        foreach (var engine in Both)
        {
            await using var balancer = await StartAsync(engine, one, two);
            var port = balancer.Address.Port;
            foreach (var name in (string[])[One, Two])
            {
                var page = await Command.RunAsync(
                    "curl", "--silent", "--show-error", "--cacert", _authority.Pem, "--resolve",
                    $"{name}:{port}:127.0.0.1", $"https://{name}:{port}/");
                Assert.That(page.OrThrow().Text, Does.Contain("s_server"), $"{engine}, {name}");
                var verified = await Command.RunAsync(
                    "openssl", "s_client", "-connect", $"127.0.0.1:{port}", "-servername", name, "-verify_hostname",
                    name, "-CAfile", _authority.Pem, "-verify_return_error", "-alpn", "h2,http/1.1");
                Assert.That(verified.OrThrow().Text, Does.Contain("Verify return code: 0"), $"{engine}, {name}");
            }

            var unknown = await Command.RunAsync(
                "openssl", "s_client", "-connect", $"127.0.0.1:{port}", "-servername", "three.example.com");
            Assert.That(unknown.ExitCode, Is.Not.Zero);
            await balancer.EndedAsync(CloseReason.RefusedNoRoute);
        }
    }

    [Test]
    public async Task Psql_reaches_the_server_of_its_name_with_TLS()
    {
        Needs.Programs("psql");
        var servers = await PostgresServer.StartAsync(2);
        try
        {
            await SecureAsync(servers[0], One);
            await SecureAsync(servers[1], Two);
            foreach (var engine in Both)
            {
                await using var balancer = await StartAsync(engine, servers[0], servers[1]);
                foreach (var (i, name) in ((string[])[One, Two]).Index())
                {
                    var full = await PsqlAsync(balancer, name, "verify-full");
                    Assert.That(full.OrThrow().Text, Is.EqualTo($"{servers[i].Port}|t"), $"{engine}");
                    var required = await PsqlAsync(balancer, name, "require");
                    Assert.That(required.OrThrow().Text, Is.EqualTo($"{servers[i].Port}|t"), $"{engine}");
                }

                Assert.That((await PsqlAsync(balancer, "three.example.com", "require")).ExitCode, Is.Not.Zero);
                Assert.That((await PsqlAsync(balancer, One, "disable")).ExitCode, Is.Not.Zero);
                await balancer.EndedAsync(CloseReason.RefusedNoRoute, 2);
                Assert.That(balancer.Counters.Bugs, Is.Zero);
            }
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    private Task<CommandResult> PsqlAsync(RunningBalancer balancer, string name, string mode) => Command.RunAsync(
        "psql",
        $"host={name} hostaddr=127.0.0.1 port={balancer.Address.Port} user=postgres dbname=postgres sslmode={mode} "
        + $"sslrootcert={_authority.Pem} gssencmode=disable connect_timeout=20",
        "-XAtc", "SELECT current_setting('port'), ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");

    private async Task SecureAsync(PostgresServer server, string name)
    {
        var folder = _folder.PathOf($"pg-{name}");
        Directory.CreateDirectory(folder);
        var (certificate, key) = _authority.Issue(name, isLoopback: false);
        File.Copy(certificate, Path.Combine(folder, "crt"), overwrite: true);
        File.Copy(key, Path.Combine(folder, "key"), overwrite: true);
        await SystemUser.OwnAsync("postgres", folder);
        await server.AskAsync(
            $"ALTER SYSTEM SET ssl_cert_file = '{folder}/crt'", $"ALTER SYSTEM SET ssl_key_file = '{folder}/key'",
            "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()");
        await Eventually.GetAsync(
            "PostgreSQL accepts TLS", Loopback.Patience, () => server.AskAsync("SHOW ssl"), ssl => ssl == "on");
    }

    private static Task<RunningBalancer> StartAsync(TestedEngine engine, RealServer one, RealServer two) =>
        RoutedBalancer.StartAsync(
            engine, At(one), [At(two)],
            l => l with
            {
                Routes =
                [
                    new RouteConfig { Sni = [One], Pool = "pool" },
                    new RouteConfig { Sni = ["*.two.example.com", Two], Pool = "other" },
                ],
                OnNoRoute = NoRouteAction.Refuse,
            });

    private static NetAddress At(RealServer server) => NetAddress.FromIp(IPAddress.Loopback, server.Port);
}
