using System.Net.Sockets;
using L4Balancer.Cli;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli.Connection;

/// <summary>How the command finds a daemon, and its messages when it cannot.</summary>
[TestFixture, NonParallelizable]
internal sealed class FindingTests
{
    private const string Operator = "an-operator-token-of-some-length";
    private const string Reader = "a-reader-token-of-some-length-too";

    private AskedDaemon _daemon = null!;
    private TempFolder _folder = null!;
    private string _tcp = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TempFolder();
        Write("operator", Operator);
        Write("reader", Reader);
        var port = FreePort.Pick();
        _tcp = $"http://127.0.0.1:{port}";
        _daemon = await AskedDaemon.StartAsync(
            $"127.0.0.1:{port}",
            $"operator-token-file: {_folder.PathOf("operator")}\n  reader-token-file: {_folder.PathOf("reader")}");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _daemon.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task The_daemon_is_found_through_its_config_file() =>
        Assert.That((await StatusAsync("-c", _daemon.ConfigPath)).ExitCode, Is.Not.EqualTo(ExitCodes.NoDaemon));

    [Test]
    public async Task The_daemon_is_found_through_the_environment()
    {
        var found = await WithAsync($"L4BALANCER_ADMIN={_daemon.Admin}", "status");
        Assert.That(found.Output, Does.Contain(_daemon.Addresses[0]));
    }

    [Test]
    public async Task The_option_takes_precedence_over_the_environment()
    {
        var found = await WithAsync("L4BALANCER_ADMIN=unix:/nowhere", "status", "--admin", _daemon.Admin);
        Assert.That(found.Output, Does.Contain(_daemon.Addresses[0]));
    }

    [Test]
    public async Task Over_TCP_the_token_comes_from_a_file_or_the_environment()
    {
        var byFile = await StatusAsync("--admin", _tcp, "--token-file", _folder.PathOf("reader"));
        Assert.That(byFile.Output, Does.Contain(_daemon.Addresses[0]));
        var byVariable = await WithAsync(
            $"L4BALANCER_TOKEN={Operator}", "drain", _daemon.Addresses[0], "--admin", _tcp);
        Assert.That(byVariable.ExitCode, Is.Zero, byVariable.ToString());
    }

    [Test]
    public async Task A_missing_token_is_reported_with_a_hint() =>
        Unreachable(await StatusAsync("--admin", _tcp), "requires a token: use --token-file FILE or L4BALANCER_TOKEN");

    [Test]
    public async Task A_wrong_token_is_reported() =>
        Unreachable(await WithAsync("L4BALANCER_TOKEN=wrong", "status", "--admin", _tcp), "does not accept this token");

    [Test]
    public async Task A_reader_cannot_act() =>
        Unreachable(
            await WithAsync($"L4BALANCER_TOKEN={Reader}", "maintenance", _daemon.Addresses[1], "--admin", _tcp),
            "only for operators");

    [Test]
    public async Task A_missing_socket_is_reported_with_how_to_enable_it()
    {
        var result = await StatusAsync("--admin", "unix:/nowhere/admin.sock");
        Unreachable(result, "no daemon answers at unix:/nowhere/admin.sock (--admin): there is no such socket; ");
        Assert.That(result.Errors, Does.Contain("admin: { bind: ... }"));
    }

    [Test]
    public async Task A_socket_without_a_listener_is_reported()
    {
        var path = _folder.PathOf("dead.sock");
        using var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint(path));
        Unreachable(await StatusAsync("--admin", $"unix:{path}"), "the socket exists, but nothing is listening");
    }

    [Test]
    public async Task A_refused_connection_is_reported() =>
        Unreachable(
            await StatusAsync("--admin", "http://127.0.0.1:1"), "no daemon answers at http://127.0.0.1:1 (--admin)");

    [Test]
    public async Task A_denied_socket_is_reported_with_its_mode_and_group()
    {
        Needs.Root();
        Needs.Programs("runuser");
        var result = await Command.RunAsync(
            "runuser", ["-u", "nobody", "--", .. L4BalancerCommand.With("status", "--admin", _daemon.Admin)]);
        Unreachable(result, $"permission denied at {_daemon.Admin} (--admin) (mode 0660, user root, group root)");
    }

    [Test]
    public async Task A_server_that_is_not_a_balancer_is_reported()
    {
        using var other = Loopback.Listen();
        var ask = StatusAsync("--admin", $"http://{Loopback.AddressOf(other)}");
        using var socket = await Loopback.AcceptAsync(other);
        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        Unreachable(await ask, "is not l4balancer");
    }

    [TestCase("listeners: { x: { bind: \":1\", backends: [\"127.0.0.1:2\"] } }", "has no admin section")]
    [TestCase("listeners: 7", "lb.yaml:1:")]
    public async Task A_config_file_without_an_admin_address_is_reported(string text, string why) =>
        Unreachable(await StatusAsync("-c", Write("lb.yaml", text)), why);

    [Test]
    public async Task A_missing_token_file_is_reported() =>
        Unreachable(
            await StatusAsync("--admin", _tcp, "--token-file", "/nowhere/token"), "/nowhere/token cannot be read");

    [Test]
    public async Task An_address_in_an_unknown_form_is_a_usage_error()
    {
        var result = await StatusAsync("--admin", "127.0.0.1:9900");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Usage));
        Assert.That(result.Errors, Does.Contain("unix:PATH, http://HOST:PORT or https://HOST:PORT"));
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.PathOf(name), text);
        return _folder.PathOf(name);
    }

    private static Task<CommandResult> StatusAsync(params string[] arguments) =>
        L4BalancerCommand.RunAsync(["status", .. arguments]);

    private static Task<CommandResult> WithAsync(string variable, params string[] arguments) =>
        Command.RunAsync("env", [variable, .. L4BalancerCommand.With(arguments)]);

    private static void Unreachable(CommandResult result, string why)
    {
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.NoDaemon), result.ToString());
        Assert.That(result.Errors, Does.Match(@"\A(l4balancer: )?[^\n]+\n\z").And.Contain(why));
        Assert.That(result.Output, Is.Empty);
    }
}
