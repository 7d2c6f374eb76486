using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Probes;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>The files that probes need: passwords, authorities, certificates and keys.</summary>
internal sealed class ProbeFilesTests
{
    private readonly TempFolder _folder = new();

    [OneTimeTearDown]
    public void Clear() => _folder.Dispose();

    [TestCase("secret\n", "secret")]
    [TestCase("secret\r\n", "secret")]
    [TestCase(" spaces stay \n\n", " spaces stay \n")]
    [TestCase("ä", "ä")]
    public void A_password_loses_its_last_line_break_and_nothing_else(string content, string password)
    {
        var login = new ProbeLoginConfig { PasswordFile = Write("password", content) };
        var secrets = new ProbeSecrets();
        secrets.Use(Read(new HealthConfig { Login = login }).Files);
        Assert.That(secrets.PasswordOf(login), Is.EqualTo(password));
    }

    [Test]
    public void What_cannot_be_read_is_named_with_its_place()
    {
        var (_, reader) = Read(new HealthConfig
        {
            Login = new ProbeLoginConfig { PasswordFile = "/nowhere/password" },
            Tls = new ProbeTlsConfig { CaFile = Write("ca", "none"), Certificate = "/nowhere/c", Key = "/nowhere/k" },
            Redis = new RedisProbeConfig
            {
                Sentinel = new SentinelConfig
                {
                    Name = "x",
                    At = ValueList<NetAddress>.Empty,
                    Login = new ProbeLoginConfig { PasswordFile = Write("empty", "\n") },
                },
            },
        });
        Assert.That(reader.Errors, Has.Count.EqualTo(4));
        Assert.That(reader.Errors, Has.One.StartsWith(
            "pools.db.health.login: the password file /nowhere/password cannot be read: "));
        Assert.That(reader.Errors, Has.One.EqualTo(
            $"pools.db.health.redis.sentinel.login: the password file {_folder.PathOf("empty")} is empty"));
        Assert.That(reader.Errors, Has.One.StartsWith("pools.db.health.tls: ").And.Contains("no certificate"));
        Assert.That(reader.Errors, Has.One.StartsWith("pools.db.health.tls: the certificate /nowhere/c"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_others_can_read_is_a_warning()
    {
        var path = Write("open", "secret");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var (_, reader) = Read(new HealthConfig { Login = new ProbeLoginConfig { PasswordFile = path } });
        Assert.That(reader.Warnings, Has.One.Contains(path).And.One.Contains("0404"));
        Assert.That(reader.Warnings, Has.None.Contains("secret"));
    }

    [Test]
    public void A_credential_is_skipped_outside_the_service_with_a_warning()
    {
        var health = new HealthConfig { Login = new ProbeLoginConfig { PasswordFile = "credential:db" } };
        var outside = new ProbeFilesReader(hasCredentials: false);
        outside.Read(ConfigOf(health));
        Assert.That(outside.Errors, Is.Empty);
        Assert.That(outside.Warnings, Has.One.Contains("credential:db is only available inside the service"));
        Assert.That(Read(health).Reader.Errors, Has.One.Contains("LoadCredential="));
    }

    [Test]
    public void A_reload_replaces_the_content_and_keeps_the_old_files_until_it_is_in_force()
    {
        var login = new ProbeLoginConfig { PasswordFile = Write("first", "one") };
        var other = new ProbeLoginConfig { PasswordFile = Write("other", "two") };
        var secrets = new ProbeSecrets();
        secrets.Use(Read(new HealthConfig { Login = login }).Files);
        var next = Read(new HealthConfig { Login = other }).Files;
        secrets.Prepare(next);
        Assert.That(
            (secrets.PasswordOf(login), secrets.PasswordOf(other)), Is.EqualTo(((string?)"one", (string?)"two")));
        secrets.Use(next);
        Assert.That(() => secrets.PasswordOf(login), Throws.Exception.With.Message.Contains("just changed"));
    }

    private static (ProbeFiles Files, ProbeFilesReader Reader) Read(HealthConfig health)
    {
        var reader = new ProbeFilesReader(hasCredentials: true);
        return (reader.Read(ConfigOf(health)), reader);
    }

    private static BalancerConfig ConfigOf(HealthConfig health) =>
        new() { Pools = [new PoolConfig { Name = "db", Backends = [], Health = health }] };

    private string Write(string name, string content)
    {
        var path = _folder.PathOf(name);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
