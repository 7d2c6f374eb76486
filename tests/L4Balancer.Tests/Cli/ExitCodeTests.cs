using L4Balancer.Cli;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli;

/// <summary>The exit codes of the verbs (docs/operations.md).</summary>
[TestFixture, NonParallelizable]
internal sealed class ExitCodeTests
{
    private const string Good = "listeners: { x: { bind: \"127.0.0.1:0\", backends: [\"127.0.0.1:1\"] } }\n";

    private TempFolder _folder = null!;

    [OneTimeSetUp]
    public void MakeFiles()
    {
        _folder = new TempFolder();
        File.WriteAllText(_folder.PathOf("good.yaml"), Good);
        File.WriteAllText(_folder.PathOf("bad.yaml"), "listeners: { x: { bind: 6379, pool: nowhere } }\nfoo: 1\n");
    }

    /// <summary>check refuses what run refuses, with the same message, and retrying either does not help.</summary>
    [TestCase("operator-token-file: FOLDER/absent", "cannot be read")]
    [TestCase("operator-token-file: FOLDER/short", "5 characters")]
    [TestCase("reader-token-file: FOLDER/short", "5 characters")]
    [TestCase("tls: { certificate: FOLDER/absent.pem, key: FOLDER/cert.key }", "absent.pem")]
    [TestCase("tls: { certificate: FOLDER/cert.pem, key: FOLDER/other.key }", "cannot be used")]
    [TestCase("tls: { certificate: FOLDER/short, key: FOLDER/cert.key }", "cannot be used")]
    public async Task An_unusable_file_that_the_configuration_refers_to_is_an_error(
        string keys, string why)
    {
        using var folder = new TempFolder();
        WriteSecrets(folder);
        var config = folder.PathOf("lb.yaml");
        File.WriteAllText(
            config, $"{Good}admin:\n  bind: \"127.0.0.1:0\"\n  {keys.Replace("FOLDER", folder.Path)}\n");
        var check = await L4BalancerCommand.RunAsync(["check", "-c", config]);
        var run = await L4BalancerCommand.RunAsync(["run", "-c", config]);
        Assert.That((check.ExitCode, run.ExitCode), Is.EqualTo((ExitCodes.InvalidConfig, ExitCodes.InvalidConfig)));
        Assert.That(check.Errors, Does.StartWith($"{config}: admin: ").And.Contain(why));
        Assert.That(run.Errors, Is.EqualTo(check.Errors));
        var text = await L4BalancerCommand.RunAsync(["check", "-c", config, "--without-files"]);
        Assert.That(text.ExitCode, Is.Zero, text.ToString());
    }

    [Test]
    public async Task Check_warns_about_a_secret_readable_by_others_and_a_credential_of_the_service()
    {
        using var folder = new TempFolder();
        var config = folder.PathOf("lb.yaml");
        File.WriteAllText(folder.PathOf("token"), "a-token-that-is-long-enough\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.PathOf("token"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.WriteAllText(
            config, $"{Good}admin:\n  bind: \"127.0.0.1:0\"\n  operator-token-file: credential:x\n"
                + $"  reader-token-file: {folder.PathOf("token")}\n");
        var check = await L4BalancerCommand.RunAsync(["check", "-c", config]);
        Assert.That(check.ExitCode, Is.Zero);
        Assert.That(check.Errors, Does.Contain("credential:x is only available inside the service"));
        Assert.That(check.Errors, Does.Contain(folder.PathOf("token") + " (mode 0404"));
    }

    [OneTimeTearDown]
    public void RemoveFiles() => _folder.Dispose();

    [TestCase("check -c good.yaml", ExitCodes.Success)]
    [TestCase("check -c bad.yaml", ExitCodes.InvalidConfig)]
    [TestCase("check -c absent.yaml", ExitCodes.InvalidConfig)]
    [TestCase("run -c bad.yaml", ExitCodes.InvalidConfig)]
    [TestCase("run -c absent.yaml", ExitCodes.InvalidConfig)]
    [TestCase("check", ExitCodes.Usage)]
    [TestCase("run", ExitCodes.Usage)]
    [TestCase("run -c good.yaml --log-level loud", ExitCodes.Usage)]
    [TestCase("balance", ExitCodes.Usage)]
    [TestCase("demo --seconds 1", ExitCodes.Usage)]
    [TestCase("schema --pretty", ExitCodes.Usage)]
    [TestCase("schema", ExitCodes.Success)]
    [TestCase("--help", ExitCodes.Success)]
    [TestCase("--version", ExitCodes.Success)]
    public async Task A_verb_exits_with_the_documented_code(string arguments, int expected)
    {
        var result = await RunAsync(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(expected), result.ToString());
        var isSuccess = expected == ExitCodes.Success;
        Assert.That(isSuccess ? result.Errors : result.Output, Is.Empty, "Only errors go to stderr.");
        Assert.That(isSuccess ? result.Output : result.Errors, Is.Not.Empty);
    }

    [Test]
    public async Task Check_prints_every_error_with_its_location()
    {
        var result = await RunAsync("check -c bad.yaml");
        var lines = result.Errors.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.GreaterThanOrEqualTo(3));
        Assert.That(lines, Is.All.Match($@"^{_folder.PathOf("bad.yaml")}:[12]:\d+: "));
        Assert.That(lines, Has.Some.Contains("foo").And.Some.Contains("listeners.x.bind").And.Some.Contains("nowhere"));
    }

    [Test]
    public async Task A_second_daemon_on_the_same_address_is_refused_and_says_why()
    {
        await using var first = await DaemonProcess.StartAsync(Good);
        await using var second = DaemonProcess.Launch(Good.Replace("127.0.0.1:0", $"127.0.0.1:{first.Port}"));
        Assert.That(await second.WaitForExitAsync(), Is.EqualTo(ExitCodes.CannotStart));
        var refusal = $"listeners.x.bind: 127.0.0.1:{first.Port} cannot be bound: address already in use";
        Assert.That(second.Log, Is.EqualTo(new[] { $"{second.ConfigPath}: {refusal}" }));
    }

    private static void WriteSecrets(TempFolder folder)
    {
        var other = TestCertificate.Write(folder, "other");
        File.Move(other.Key, folder.PathOf("other.key"));
        var tls = TestCertificate.Write(folder, "first");
        File.Move(tls.Key, folder.PathOf("cert.key"));
        File.WriteAllText(folder.PathOf("short"), "short\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.PathOf("short"), UnixFileMode.UserRead);
    }

    private Task<CommandResult> RunAsync(string arguments) =>
        L4BalancerCommand.RunAsync([.. arguments.Split(' ').Select(PathOfFile)]);

    private string PathOfFile(string word) =>
        word.EndsWith(".yaml", StringComparison.Ordinal) ? _folder.PathOf(word) : word;
}
