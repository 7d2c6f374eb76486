using System.CommandLine;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Arguments;

namespace L4Balancer.Bench.Tests.Load.Arguments;

internal sealed class LoadArgumentsTests
{
    [Test]
    public void Defaults_are_those_of_the_help()
    {
        var options = Read("--target 127.0.0.1:6379 --protocol redis");
        Assert.That(options, Is.EqualTo(new LoadOptions { Target = options.Target, Protocol = LoadProtocol.Redis }));
        Assert.That((options.Target.Host, options.Target.Port), Is.EqualTo(("127.0.0.1", 6379)));
    }

    [Test]
    public void Every_option_is_parsed()
    {
        var options = Read(
            "--target [::1]:80 --protocol http --path /x -c 7 --threads 2 --rate 12.5 --pipeline 3 -d 2s --warmup 0"
            + " --timeout 100ms --reconnect-every 9 --json --quiet");
        Assert.That(options, Is.EqualTo(new LoadOptions
        {
            Target = new LoadTarget("[::1]:80", "::1", 80),
            Protocol = LoadProtocol.Http,
            Path = "/x",
            Connections = 7,
            Threads = 2,
            Rate = 12.5,
            Pipeline = 3,
            Duration = TimeSpan.FromSeconds(2),
            Warmup = TimeSpan.Zero,
            Timeout = TimeSpan.FromMilliseconds(100),
            ReconnectEvery = 9,
            IsJson = true,
            IsQuiet = true,
        }));
    }

    [Test]
    public void Each_greeting_has_its_own_connection() =>
        Assert.That(Read("--target x:1 --protocol mysql-ping").ReconnectEvery, Is.EqualTo(1));

    [TestCase("--protocol echo", "Option '--target' is required.")]
    [TestCase("--target x --protocol echo", "--target: 'x' is not HOST:PORT, [IPV6]:PORT or unix:PATH.")]
    [TestCase("--target ::1:80 --protocol echo", "--target: '::1:80' is not HOST:PORT, [IPV6]:PORT or unix:PATH.")]
    [TestCase("--target x:99999 --protocol echo", "--target: 'x:99999' is not HOST:PORT, [IPV6]:PORT or unix:PATH.")]
    [TestCase("--target x:0 --protocol echo", "--target: 'x:0' is not HOST:PORT, [IPV6]:PORT or unix:PATH.")]
    [TestCase("--target unix: --protocol echo", "--target: 'unix:' is not HOST:PORT, [IPV6]:PORT or unix:PATH.")]
    [TestCase("--target x:1", "Option '--protocol' is required.")]
    [TestCase("--target x:1 --protocol ftp", "--protocol: 'ftp' is not one of echo, redis, http, mysql-ping, bulk.")]
    [TestCase("--target x:1 --protocol echo -c 0", "--connections: '0' is not a whole number from 1 to 100000.")]
    [TestCase("--target x:1 --protocol echo --rate 0", "--rate: '0' is not a number from 0.01 to 10000000.")]
    [TestCase("--target x:1 --protocol echo --payload 0",
        "--payload: '0' is not a size from 1 to 64MiB, such as 64 or 16KiB.")]
    [TestCase("--target x:1 --protocol echo -d 10",
        "--duration: '10' is not a duration from 0.1s to 24h, such as 500ms or 10s.")]
    public void A_wrong_option_is_reported(string line, string error) =>
        Assert.That(Parse(line).Errors.Select(e => e.Message), Is.EqualTo(new[] { error }));

    [TestCase("--protocol echo --operation get", "--operation is for --protocol redis only.")]
    [TestCase("--protocol http --payload 5", "--payload is for --protocol echo, redis only.")]
    [TestCase("--protocol bulk --rate 5", "--rate is for --protocol echo, redis, http, mysql-ping only.")]
    [TestCase("--protocol redis --direction up", "--direction is for --protocol bulk only.")]
    [TestCase("--protocol echo -c 2 --threads 3", "--threads: 3 threads cannot share 2 connections.")]
    [TestCase("--protocol echo --pipeline 4 --reconnect-every 2",
        "--pipeline: 4 do not fit into 2 requests per connection.")]
    [TestCase("--protocol mysql-ping --password x", "--password requires --user.")]
    [TestCase("--protocol mysql-ping --pipeline 2",
        "--pipeline requires --user: without it every greeting has its own connection.")]
    [TestCase("--protocol http --path x",
        "--path: 'x' does not begin with / or has a character that must be escaped.")]
    public void Conflicting_options_are_reported(string line, string error) =>
        Assert.That(LoadRules.ErrorsOf(Parse($"--target x:1 {line}")), Is.EqualTo(new[] { error }));

    [Test]
    public void A_path_that_is_too_long_for_the_kernel_is_reported() => Assert.That(
        Parse($"--target unix:/{new string('x', 107)} --protocol echo").Errors, Has.Exactly(1).Items);

    [Test]
    public void All_errors_are_reported_together() => Assert.That(
        LoadRules.ErrorsOf(Parse("--target x:1 --protocol bulk --rate 5 --path x --password p")), Has.Count.EqualTo(5));

    private static LoadOptions Read(string line)
    {
        var parsed = Parse(line);
        Assert.That(parsed.Errors, Is.Empty);
        Assert.That(LoadRules.ErrorsOf(parsed), Is.Empty);
        return LoadOptionsReader.Read(parsed);
    }

    private static ParseResult Parse(string line) => LoadCommand.Create().Parse(line.Split(' '));
}
