using System.Security.Cryptography.X509Certificates;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.MySql;

/// <summary>What no server that can be installed here shows: MySQL 8, Galera and group replication.</summary>
internal sealed class FakeMySqlTests
{
    private const string Password = "a secret of thé probe";

    private static readonly HealthConfig Probe =
        new() { Type = ProbeKind.Mysql, Login = SqlProbes.Login("probe") };

    private readonly SqlProbes _probes = new(null, ("probe", Password), ("wrong", "another"));
    private readonly TempFolder _folder = new();

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task MySQL_8_gets_the_password_once_and_then_remembers_it([Values] bool isSecret)
    {
        var tls = TestCertificate.Write(_folder, "localhost");
        using var certificate = X509Certificate2.CreateFromPemFile(tls.Certificate!, tls.Key);
        await using var server = new FakeMySqlServer(Password, isSecret ? certificate : null);
        server.Answers["read_only"] = [["Variable_name", "Value"], ["read_only", "OFF"]];
        var health = isSecret ? Probe with { Tls = new ProbeTlsConfig { Verify = TlsVerification.None } } : Probe;
        for (var i = 0; i < 3; i++)
        {
            var outcome = await _probes.RunAsync(health, server.Address);
            Assert.That((outcome.Cause, outcome.Findings?.Role), Is.EqualTo(("", ServerRole.Primary)));
        }

        await Eventually.HoldsAsync(() => server.Quits == 3, () => "three sessions were ended in order");
        var first = isSecret ? "TLS" : "key";
        Assert.That(server.Logins, Is.EqualTo(new[] { first, "from memory", "from memory" }));
    }

    [Test]
    public async Task A_wrong_password_is_refused_by_each_path([Values] bool remembers)
    {
        await using var server = new FakeMySqlServer(Password) { Remembers = remembers };
        var health = Probe with { Login = new ProbeLoginConfig { User = "probe", PasswordFile = "wrong" } };
        var outcome = await _probes.RunAsync(health, server.Address);
        Assert.That(outcome.Cause, Is.EqualTo("login refused: Access denied for user 'probe'@'localhost' (1045)"));
        var none = await _probes.RunAsync(new HealthConfig { Type = ProbeKind.Mysql }, server.Address);
        Assert.That(none.IsGood, Is.True, "It has answered, and nobody has asked for more.");
    }

    [Test]
    public async Task A_server_without_TLS_gets_no_password()
    {
        await using var server = new FakeMySqlServer(Password);
        var outcome = await _probes.RunAsync(Probe with { Tls = new ProbeTlsConfig() }, server.Address);
        Assert.That(outcome.Cause, Is.EqualTo("the server offers no TLS"));
    }

    [TestCase("4", "Synced", "ON", "Primary", "")]
    [TestCase("2", "Donor/Desynced", "ON", "Primary", "Galera: Donor/Desynced")]
    [TestCase("1", "Joining", "OFF", "Primary", "Galera: Joining")]
    [TestCase("4", "Synced", "OFF", "Primary", "Galera: not ready (Synced)")]
    [TestCase("0", "Initialized", "OFF", "non-Primary", "Galera: its component is non-Primary")]
    public async Task A_node_of_Galera_must_be_synced_and_ready(
        string state, string comment, string ready, string component, string cause)
    {
        await using var server = new FakeMySqlServer(Password);
        server.Answers["SHOW GLOBAL VARIABLES"] =
            [["Variable_name", "Value"], ["read_only", "OFF"], ["wsrep_on", "ON"]];
        server.Answers["SHOW GLOBAL STATUS"] =
        [
            ["Variable_name", "Value"], ["wsrep_local_state", state], ["wsrep_local_state_comment", comment],
            ["wsrep_ready", ready], ["wsrep_cluster_status", component],
        ];
        var outcome = await _probes.RunAsync(Probe, server.Address);
        Assert.That((outcome.Cause, outcome.Findings?.Role), Is.EqualTo((cause, ServerRole.Primary)));
    }

    [TestCase("ONLINE", "PRIMARY", "ONLINE", ServerRole.Primary, "")]
    [TestCase("ONLINE", "SECONDARY", "ONLINE", ServerRole.Replica, "")]
    [TestCase("RECOVERING", "SECONDARY", "ONLINE", ServerRole.Replica, "group replication: RECOVERING")]
    [TestCase("ONLINE", "PRIMARY", "UNREACHABLE", ServerRole.Primary, "group replication: reaches 1 of 3 members")]
    public async Task A_member_of_a_group_must_be_online_and_reach_most_of_it(
        string state, string role, string others, ServerRole found, string cause)
    {
        await using var server = Group(
        [
            ["own", "MEMBER_STATE", "MEMBER_ROLE"], ["0", others, ""], ["1", state, role], ["0", others, ""],
        ]);
        server.Answers["SHOW REPLICA STATUS"] = [["Replica_IO_Running", "Channel_Name"]];
        var outcome = await _probes.RunAsync(Probe, server.Address);
        Assert.That((outcome.Cause, outcome.Findings?.Role), Is.EqualTo((cause, found)));
    }

    [Test]
    public async Task Without_the_right_to_see_the_group_its_role_is_that_of_its_settings()
    {
        await using var server = Group([["denied"]]);
        var outcome = await _probes.RunAsync(Probe, server.Address);
        Assert.That((outcome.Cause, outcome.Findings?.Role), Is.EqualTo(("", ServerRole.Primary)));
    }

    [TestCase("Yes", "Yes", "7", 7)]
    [TestCase("Yes", "No", "7", null)]
    [TestCase("Connecting", "Yes", "7", null)]
    [TestCase("Yes", "Yes", null, null)]
    public async Task A_replica_of_MySQL_8_says_its_lag_in_new_words(
        string receives, string applies, string? behind, int? seconds)
    {
        await using var server = new FakeMySqlServer(Password);
        server.Answers["SHOW GLOBAL VARIABLES"] =
            [["Variable_name", "Value"], ["read_only", "ON"], ["super_read_only", "ON"]];
        server.Answers["SHOW REPLICA STATUS"] =
        [
            ["Replica_IO_Running", "Replica_SQL_Running", "Seconds_Behind_Source"], ["Yes", "Yes", "0"],
            [receives, applies, behind],
        ];
        var outcome = await _probes.RunAsync(Probe, server.Address);
        Assert.That(outcome.Findings?.Role, Is.EqualTo(ServerRole.Replica));
        Assert.That(outcome.Findings?.Lag?.TotalSeconds, Is.EqualTo((double?)seconds));
    }

    private static FakeMySqlServer Group(string?[][] members)
    {
        var server = new FakeMySqlServer(Password);
        server.Answers["SHOW GLOBAL VARIABLES"] =
        [
            ["Variable_name", "Value"], ["read_only", "OFF"],
            ["group_replication_group_name", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"],
        ];
        server.Answers["replication_group_members"] = members;
        return server;
    }
}
