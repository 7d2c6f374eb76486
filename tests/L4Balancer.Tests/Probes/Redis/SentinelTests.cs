using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Redis;

/// <summary>Sentinels decide who the primary is; what they say may differ, or not come.</summary>
internal sealed class SentinelTests
{
    private const string Master = "+PONG\r\n$13\r\nrole:master\r\n\r\n+OK\r\n";

    private static readonly NetAddress Other = NetAddress.FromIp(System.Net.IPAddress.Parse("10.9.9.9"), 6379);

    [TestCase("ttt", ServerRole.Primary, "")]
    [TestCase("tto", ServerRole.Primary, "")]
    [TestCase("tt-", ServerRole.Primary, "")]
    [TestCase("tth", ServerRole.Primary, "")]
    [TestCase("oot", ServerRole.Replica, "the Sentinels say that it is 10.9.9.9:6379")]
    [TestCase("t-?", ServerRole.Replica, "no 2 of 3 Sentinels name the same primary for mymaster")]
    [TestCase("ot-", ServerRole.Replica, "no 2 of 3 Sentinels name the same primary for mymaster")]
    [TestCase("t", ServerRole.Primary, "")]
    [TestCase("?", ServerRole.Replica, "no 1 of 1 Sentinels name the same primary for mymaster")]
    public async Task Most_of_the_Sentinels_must_name_it(string say, ServerRole role, string why)
    {
        await using var server = FakeServer.Answers(("QUIT", Master));
        var sentinels = say.Select(who => Sentinel(who, server.Address)).ToList();
        try
        {
            using var probe = new TriedProbe(Watched([.. sentinels.Select(s => s.Address)]), server.Address);
            var outcome = await probe.RunAsync();
            Assert.That(outcome.IsGood, Is.True, outcome.Cause);
            Assert.That(outcome.Findings!.Role, Is.EqualTo(role));
            if (why.Length == 0) Assert.That(probe.Log.Lines, Is.Empty);
            else Assert.That(probe.Log.Lines, Has.One.Contains($"{server.Address} calls itself primary, but {why}"));
        }
        finally
        {
            foreach (var sentinel in sentinels) await sentinel.DisposeAsync();
        }
    }

    /// <summary>The timeout must suffice for the server's own answer on a busy machine.</summary>
    [Test]
    public async Task Sentinels_that_hang_are_not_the_fault_of_the_server()
    {
        await using var server = FakeServer.Answers(("QUIT", Master));
        await using var hung = Sentinel('h', server.Address);
        var outcome = await TriedProbe.OnceAsync(
            Watched([hung.Address]), server.Address, TimeSpan.FromSeconds(3));
        Assert.That((outcome.IsGood, outcome.Findings!.Role), Is.EqualTo((true, (ServerRole?)ServerRole.Replica)));
    }

    [Test]
    public async Task A_replica_is_not_asked_about()
    {
        await using var server = FakeServer.Answers(("QUIT", "+PONG\r\n$12\r\nrole:slave\r\n\r\n+OK\r\n"));
        await using var sentinel = Sentinel('t', server.Address);
        var outcome = await TriedProbe.OnceAsync(Watched([sentinel.Address]), server.Address);
        Assert.That(outcome.Findings!.Role, Is.EqualTo(ServerRole.Replica));
        Assert.That(sentinel.Heard, Is.Empty);
    }

    /// <param name="who">t names this server, o another one, ? does not know the name, - refuses, h hangs.</param>
    private static FakeServer Sentinel(char who, NetAddress server) => who switch
    {
        't' => FakeServer.Answers(("QUIT", Naming(server) + "+OK\r\n")),
        'o' => FakeServer.Answers(("QUIT", Naming(Other) + "+OK\r\n")),
        '?' => FakeServer.Answers(("QUIT", "*-1\r\n+OK\r\n")),
        '-' => FakeServer.Answers(("QUIT", "-NOAUTH Authentication required.\r\n")),
        _ => new FakeServer((_, stop) => Task.Delay(Timeout.Infinite, stop)),
    };

    private static string Naming(NetAddress address)
    {
        var (ip, port) = (address.Ip!.ToString(), $"{address.Port}");
        return $"*2\r\n${ip.Length}\r\n{ip}\r\n${port.Length}\r\n{port}\r\n";
    }

    private static HealthConfig Watched(NetAddress[] at) => new()
    {
        Type = ProbeKind.Redis,
        Redis = new RedisProbeConfig
        {
            Sentinel = new SentinelConfig { Name = "mymaster", At = new ValueList<NetAddress>(at) },
        },
    };
}
