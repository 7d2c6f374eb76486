using L4Balancer.Cli;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli;

/// <summary><c>l4balancer import</c>, and that the samples that it is tested with are real.</summary>
[TestFixture, NonParallelizable]
internal sealed class ImportTests
{
    private const string Simple = "listen db\n bind 127.0.0.1:3306\n mode tcp\n server a 127.0.0.1:3307 check\n";

    private static readonly string Samples = Repository.PathOf("tests/L4Balancer.Core.Tests/Import/Samples");

    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task The_yaml_is_ready_to_use()
    {
        var output = _folder.PathOf("lb.yaml");
        var import = await ImportAsync("haproxy.cfg", Simple, "--output", output);
        Assert.That((import.ExitCode, import.Output, import.Errors), Is.EqualTo((ExitCodes.Success, "", "")));
        var check = await L4BalancerCommand.RunAsync(["check", "-c", output]);
        Assert.That((check.ExitCode, check.Errors), Is.EqualTo((ExitCodes.Success, "")), check.ToString());
        Assert.That(await File.ReadAllTextAsync(output), Does.Contain("# haproxy.cfg:4"));
    }

    [Test]
    public async Task Lines_that_are_left_are_on_stderr_and_in_the_exit_code()
    {
        var result = await ImportAsync("lb.conf", Simple + " option httplog\n", "--from", "haproxy");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.LinesLeft));
        Assert.That(result.Errors, Does.Contain("lb.conf:5: option httplog: not taken over: HTTP only"));
        Assert.That(result.Output, Does.Contain("listeners:"));
    }

    [Test]
    public async Task An_existing_file_is_not_overwritten()
    {
        var output = _folder.PathOf("lb.yaml");
        await File.WriteAllTextAsync(output, "mine");
        var result = await ImportAsync("haproxy.cfg", Simple, "--output", output);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.InvalidConfig));
        Assert.That(await File.ReadAllTextAsync(output), Is.EqualTo("mine"));
    }

    [Test]
    public async Task Includes_of_nginx_are_followed()
    {
        await File.WriteAllTextAsync(_folder.PathOf("a.conf"), "server { listen 127.0.0.1:81; proxy_pass b; }");
        await File.WriteAllTextAsync(_folder.PathOf("b.conf"), "upstream b { server 10.0.0.1:80; include *.none; }");
        var result = await ImportAsync("nginx.conf", "stream { include ?.conf; }\n");
        Assert.That(result.Errors, Does.Contain("b.conf:1: include *.none: not taken over: there is no such file"));
        Assert.That(result.Output, Does.Contain("10.0.0.1:80").And.Contain("127.0.0.1:81"));
    }

    [TestCase("haproxy.cfg", "listen x\n bind 'y\n", ExitCodes.InvalidConfig)]
    [TestCase("nginx.conf", "stream {", ExitCodes.InvalidConfig)]
    public async Task A_broken_file_is_an_error_in_one_line(string name, string text, int expected)
    {
        var result = await ImportAsync(name, text);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((expected, "")));
        Assert.That(result.Errors, Does.Contain(name + ":").And.Not.Contain("   at "));
    }

    [Test]
    public async Task A_file_that_does_not_exist_is_an_error()
    {
        var result = await L4BalancerCommand.RunAsync(["import", _folder.PathOf("absent.cfg")]);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.InvalidConfig));
        Assert.That(result.Errors, Does.Contain("there is no such file"));
    }

    [Test]
    public async Task HAProxy_accepts_the_samples()
    {
        Needs.Programs("haproxy");
        await File.WriteAllTextAsync(_folder.PathOf("blocked.lst"), "192.0.2.0/24\n");
        await File.WriteAllTextAsync(_folder.PathOf("sni.map"), "www.example.com web\n");
        foreach (var sample in Directory.GetFiles(Samples, "*.cfg"))
        {
            var result = await Command.RunAsync("haproxy", "-c", "-f", await InFolderAsync(sample, "/etc/haproxy/"));
            Assert.That(result.ExitCode, Is.Zero, result.ToString());
        }
    }

    /// <summary>In a separate network, because nginx binds what it checks.</summary>
    [Test]
    public async Task Nginx_accepts_the_samples()
    {
        Needs.Programs("nginx");
        await using var network = await NetworkNamespace.CreateAsync();
        foreach (var sample in Directory.GetFiles(Samples, "*.conf"))
        {
            var file = await InFolderAsync(sample, "/var/log/nginx/", "/run/nginx.pid");
            const string Module = "/usr/lib/nginx/modules/ngx_stream_module.so";
            if (File.Exists(Module))
                await File.WriteAllTextAsync(file, $"load_module {Module};\n{await File.ReadAllTextAsync(file)}");
            string[] command = [.. network.Runs, "nginx", "-t", "-c", file, "-e", "stderr"];
            var result = await Command.RunAsync(command[0], command[1..]);
            Assert.That(result.ExitCode, Is.Zero, result.ToString());
        }
    }

    private async Task<CommandResult> ImportAsync(string name, string text, params string[] options)
    {
        await File.WriteAllTextAsync(_folder.PathOf(name), text);
        return await L4BalancerCommand.RunAsync(["import", _folder.PathOf(name), .. options]);
    }

    /// <summary>A copy of a sample whose files are in the folder.</summary>
    private async Task<string> InFolderAsync(string sample, params string[] paths)
    {
        var text = await File.ReadAllTextAsync(sample);
        foreach (var path in paths)
            text = text.Replace(path, path.EndsWith('/') ? _folder.Path + "/" : _folder.PathOf(Path.GetFileName(path)));
        var copy = _folder.PathOf(Path.GetFileName(sample));
        await File.WriteAllTextAsync(copy, text);
        return copy;
    }
}
