using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.MySql;

/// <summary>A real MariaDB with TLS, and users with each way of logging in.</summary>
internal abstract class MariaDbFixture
{
    protected const string Password = "a secret of thé probe";

    /// <summary>Sessions that the server has room for; it keeps one more for administrators.</summary>
    protected const int Places = 30;

    private readonly TempFolder _folder = new();

    protected MariaDbServer Server { get; private set; } = null!;

    protected SqlProbes Probes { get; private set; } = null!;

    protected NetAddress Address => NetAddress.FromIp(System.Net.IPAddress.Loopback, Server.Port);

    /// <summary>TLS with the authority of the server's certificate.</summary>
    protected ProbeTlsConfig Tls { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Needs.Programs("mariadbd", "mariadb-install-db");
        var certificate = TestCertificate.Write(_folder, "localhost");
        await SystemUser.OwnAsync("mysql", _folder.Path);
        Tls = new ProbeTlsConfig { CaFile = certificate.Certificate };
        Server = new MariaDbServer(null,
            $"--ssl-cert={certificate.Certificate}", $"--ssl-key={certificate.Key}",
            "--plugin-load-add=auth_ed25519", $"--max-connections={Places}", "--log-warnings=4");
        await Server.InstallAsync();
        await Server.StartAsync();
        await Server.AskAsRootAsync($"""
            CREATE USER native@'%' IDENTIFIED VIA mysql_native_password USING PASSWORD('{Password}');
            GRANT SELECT ON test.* TO native@'%';
            CREATE USER curve@'%' IDENTIFIED VIA ed25519 USING PASSWORD('{Password}');
            CREATE USER open@'%';
            CREATE USER monitor@'%' IDENTIFIED BY '{Password}';
            GRANT SLAVE MONITOR ON *.* TO monitor@'%';
            """);
        Probes = new SqlProbes(
            new X509Certificates(certificate.Certificate!), ("native", Password), ("curve", Password), ("open", ""),
            ("monitor", Password), ("wrong", "another secret"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        _folder.Dispose();
    }

    protected static HealthConfig As(string user, ProbeTlsConfig? tls = null) =>
        new() { Type = ProbeKind.Mysql, Login = SqlProbes.Login(user), Tls = tls };

    protected Task<ProbeOutcome> RunAsync(HealthConfig health) => Probes.RunAsync(health, Address);
}
