using System.Globalization;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// Probes of a MariaDB that blocks hosts that connect and disconnect (<c>max_connect_errors</c>). It counts only hosts
/// whose name it can resolve, so the test creates a network namespace in which it can. All probes of the daemon come
/// from one address there, and one server has a hundred addresses.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class MariaDbProbeTests
{
    private const int Addresses = 100;
    private const string Client = "10.99.0.1";

    [Test]
    public async Task A_thousand_probes_do_not_block_the_host_although_thirty_greeting_readers_do()
    {
        await using var network = await NetworkNamespace.CreateAsync($"127.0.0.1 localhost\n{Client} dbclient.test\n");
        await network.IpAsync("address", "add", $"{Client}/32", "dev", "lo");
        await network.IpAsync("route", "add", "local", "10.99.1.0/24", "dev", "lo", "src", Client);
        await using var server = new MariaDbServer(network.Runs, "--max-connect-errors=10", "--performance-schema=ON");
        await server.InstallAsync();
        await server.StartAsync();

        await AssertUnseenAsync(server, () => ProbeAsync(network, server.Port, probes: 1000));
        Assert.That((await SelectAsync(network, server)).OrThrow().Text, Is.EqualTo("1"));

        await CloseAfterGreetingAsync(network, server.Port);
        // The server notices the disconnects with some delay.
        await Eventually.GetAsync(
            "the server counts them", Loopback.Patience, () => AbortedConnectsAsync(server), count => count > 10);
        await Eventually.GetAsync(
            "the host is blocked", Loopback.Patience, () => SelectAsync(network, server),
            answer => answer.Errors.Contains("is blocked because of many connection errors"));
    }

    /// <summary>
    /// The kernel delays the last acknowledgement by 200 ms; a round trip takes longer here, as between two data
    /// centres.
    /// </summary>
    [TestCase("native")]
    [TestCase("portable")]
    public async Task Probes_with_a_long_round_trip_are_not_seen_either(string engine)
    {
        const string Server = "10.99.0.2";
        await using var here = await NetworkNamespace.CreateAsync();
        await using var there = await NetworkNamespace.CreateAsync($"127.0.0.1 localhost\n{Client} dbclient.test\n");
        using var link = await DelayedLink.CreateAsync((here, Client), (there, Server), TimeSpan.FromMilliseconds(120));
        await here.IpAsync("route", "add", "10.99.1.0/24", "via", Server);
        await there.IpAsync("route", "add", "local", "10.99.1.0/24", "dev", "lo");
        await using var server = new MariaDbServer(there.Runs, "--max-connect-errors=10", "--performance-schema=ON");
        await server.InstallAsync();
        await server.StartAsync();

        await AssertUnseenAsync(server, () => ProbeAsync(here, server.Port, probes: 300, engine));
    }

    /// <summary>The refusals are counted and logged, but none of them is an error of the host.</summary>
    [Test]
    public async Task A_thousand_probes_of_type_mysql_without_a_login_do_not_block_the_host()
    {
        await using var network = await NetworkNamespace.CreateAsync($"127.0.0.1 localhost\n{Client} dbclient.test\n");
        await network.IpAsync("address", "add", $"{Client}/32", "dev", "lo");
        await network.IpAsync("route", "add", "local", "10.99.1.0/24", "dev", "lo", "src", Client);
        await using var server = new MariaDbServer(network.Runs, "--max-connect-errors=10", "--performance-schema=ON");
        await server.InstallAsync();
        await server.StartAsync();

        await ProbeAsync(
            network, server.Port, probes: 1000, health: "type: mysql, ", then: async () =>
            {
                Assert.That(await ConnectErrorsAsync(server), Is.EqualTo("0"));
                Assert.That((await SelectAsync(network, server)).OrThrow().Text, Is.EqualTo("1"));
            });
        Assert.That(await AbortedConnectsAsync(server), Is.GreaterThanOrEqualTo(900), "That remains.");
    }

    /// <summary>Runs the daemon inside until it has made its probes.</summary>
    /// <param name="then">Runs before it stops, which cuts off the logins that have begun: a hundred servers may count
    /// one each, and here they are the same.</param>
    private static async Task ProbeAsync(
        NetworkNamespace network, int port, int probes, string engine = "native", string health = "",
        Func<Task>? then = null)
    {
        var backends = string.Join(", ", Enumerable.Range(1, Addresses).Select(i => $"10.99.1.{i}:{port}"));
        var before = await ConnectsAsync(network);
        await using var daemon = await DaemonProcess.StartAsync(
            $$"""
            engine: {{engine}}
            listeners:
              db:
                bind: 127.0.0.1:0
                health: { {{health}}interval: 100ms, timeout: 5s }
                backends: [{{backends}}]
            """,
            network.Runs);
        await Eventually.GetAsync(
            $"{probes} probes", TimeSpan.FromSeconds(60), () => ConnectsAsync(network),
            count => count - before >= probes + Addresses);
        Assert.That(daemon.Logged(EventIds.BackendDown), Is.Empty, "All of them were good.");
        if (then is not null) await then();
    }

    /// <summary>
    /// Makes the probes; again if some of them were seen and the machine stood still: a daemon that does not run for
    /// the 200 ms after which the kernel acknowledges closes normally.
    /// </summary>
    private static async Task AssertUnseenAsync(MariaDbServer server, Func<Task> probe)
    {
        var seen = await Standstill.RepeatAsync(
            async () =>
            {
                var before = await AbortedConnectsAsync(server);
                await server.AskAsRootAsync("FLUSH HOSTS");
                await probe();
                return (Aborted: await AbortedConnectsAsync(server) - before, Errors: await ConnectErrorsAsync(server));
            },
            seen => seen == (0, "0"));
        Assert.That(seen, Is.EqualTo((0, "0")));
    }

    /// <summary>
    /// Connections started inside since its creation: <c>ActiveOpens</c> of the line of values, RFC 4022.
    /// </summary>
    private static async Task<long> ConnectsAsync(NetworkNamespace network)
    {
        var lines = (await network.RunAsync("cat", "/proc/net/snmp")).OrThrow().Output.Split('\n');
        var tcp = lines.Where(l => l.StartsWith("Tcp: ", StringComparison.Ordinal)).Select(l => l.Split(' ')).ToArray();
        return long.Parse(tcp[1][Array.IndexOf(tcp[0], "ActiveOpens")], CultureInfo.InvariantCulture);
    }

    private static async Task CloseAfterGreetingAsync(NetworkNamespace network, int port)
    {
        var script = $"""
            for i in $(seq 30); do
              exec 3<>/dev/tcp/10.99.1.1/{port}
              dd bs=4096 count=1 <&3 >/dev/null 2>&1
              exec 3>&-
            done
            """;
        (await network.RunAsync("bash", "-c", script)).OrThrow();
    }

    private static Task<CommandResult> SelectAsync(NetworkNamespace network, MariaDbServer server) =>
        network.RunAsync(
            "mariadb", "--no-defaults", "--host=10.99.1.1", $"--port={server.Port}", $"--user={MariaDbServer.User}",
            "--batch", "--skip-column-names", "-e", "SELECT 1");

    private static async Task<long> AbortedConnectsAsync(MariaDbServer server)
    {
        var row = await server.AskAsRootAsync("SHOW GLOBAL STATUS LIKE 'Aborted_connects'");
        return long.Parse(row.Split('\t')[1], CultureInfo.InvariantCulture);
    }

    private static Task<string> ConnectErrorsAsync(MariaDbServer server) => server.AskAsRootAsync(
        """
        SELECT COALESCE(SUM(SUM_CONNECT_ERRORS), 0) + COALESCE(SUM(COUNT_HOST_BLOCKED_ERRORS), 0)
        FROM performance_schema.host_cache
        """);
}
