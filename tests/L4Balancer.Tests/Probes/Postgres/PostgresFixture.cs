using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Postgres;

/// <summary>Probes of a real PostgreSQL that is this fixture's own, with users for each way of logging in.</summary>
internal abstract class PostgresFixture
{
    private const string Password = "a secret of thé probe";

    private readonly TempFolder _folder = new();

    protected PostgresServer Server { get; private set; } = null!;

    protected SqlProbes Probes { get; private set; } = null!;

    protected ProbeTlsConfig Tls { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Server = (await PostgresServer.StartAsync(1))[0];
        var certificate = TestCertificate.Write(_folder, "localhost");
        await SystemUser.OwnAsync("postgres", _folder.Path);
        Tls = new ProbeTlsConfig { CaFile = certificate.Certificate };
        await Server.AskAsync(
            $"ALTER SYSTEM SET ssl_cert_file = '{certificate.Certificate}'",
            $"ALTER SYSTEM SET ssl_key_file = '{certificate.Key}'",
            "ALTER SYSTEM SET ssl = on",
            $"CREATE USER scram PASSWORD '{Password}'", $"CREATE USER clear PASSWORD '{Password}'",
            "CREATE USER trusted", "SET password_encryption = md5", $"CREATE USER digest PASSWORD '{Password}'");
        await Server.SetAccessAsync("""
            host all digest 127.0.0.1/32 md5
            host all clear 127.0.0.1/32 password
            host all trusted 127.0.0.1/32 trust
            host all outcast 127.0.0.1/32 reject
            host all all 127.0.0.1/32 scram-sha-256
            """);
        Probes = new SqlProbes(
            new X509Certificates(certificate.Certificate!), ("scram", Password), ("digest", Password),
            ("clear", Password), ("trusted", ""), ("wrong", "another secret"));
        await Probes.UntilAsync("TLS is on", As("scram", Tls), Address, outcome => outcome.IsGood);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        _folder.Dispose();
    }

    protected NetAddress Address => NetAddress.FromIp(System.Net.IPAddress.Loopback, Server.Port);

    protected static HealthConfig As(string user, ProbeTlsConfig? tls = null) =>
        new() { Type = ProbeKind.Postgresql, Login = SqlProbes.Login(user, "postgres"), Tls = tls };

    protected Task<ProbeOutcome> RunAsync(HealthConfig health) => Probes.RunAsync(health, Address);
}
