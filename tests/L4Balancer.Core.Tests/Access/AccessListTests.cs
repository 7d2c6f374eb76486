using System.Net;
using L4Balancer.Core.Access;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Access;

/// <summary>The longest network that contains a client decides.</summary>
public sealed class AccessListTests
{
    [TestCase("10.1.2.3", ExpectedResult = false, TestName = "In the narrower denied network")]
    [TestCase("10.1.3.3", ExpectedResult = true, TestName = "Behind the denied network, in the allowed one")]
    [TestCase("10.1.1.255", ExpectedResult = true, TestName = "In front of the denied network")]
    [TestCase("10.1.2.77", ExpectedResult = true, TestName = "The allowed address in the denied network")]
    [TestCase("11.0.0.0", ExpectedResult = false, TestName = "In no network, where some are allowed")]
    [TestCase("255.255.255.255", ExpectedResult = false, TestName = "The last address")]
    [TestCase("::ffff:10.1.3.3", ExpectedResult = true, TestName = "Mapped into IPv6")]
    [TestCase("fd00::1", ExpectedResult = true, TestName = "IPv6")]
    [TestCase("fd00:1::1", ExpectedResult = false, TestName = "IPv6 in a narrower denied network")]
    [TestCase("::1", ExpectedResult = false, TestName = "IPv6 in no network")]
    public bool Longest_network_decides(string client) => ListOf(
        "10.0.0.0/8 10.1.2.77/32 fd00::/8", "10.1.2.0/24 fd00:1::/32").Admits(Client(client));

    [TestCase("", "10.0.0.0/8", "10.0.0.1", ExpectedResult = false)]
    [TestCase("", "10.0.0.0/8", "11.0.0.1", ExpectedResult = true)]
    [TestCase("", "0.0.0.0/0", "11.0.0.1", ExpectedResult = false)]
    [TestCase("", "0.0.0.0/0", "::1", ExpectedResult = true)]
    [TestCase("", "::/0", "11.0.0.1", ExpectedResult = true)]
    [TestCase("", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ExpectedResult = false)]
    [TestCase("", "255.255.255.255/32", "255.255.255.255", ExpectedResult = false)]
    [TestCase("", "::ffff:10.0.0.0/104", "10.9.9.9", ExpectedResult = false)]
    [TestCase("::ffff:0:0/96", "10.0.0.0/8", "11.9.9.9", ExpectedResult = true)]
    [TestCase("10.0.0.0/8", "", "", ExpectedResult = true, TestName = "A unix socket's client has no address")]
    public bool Lists_of_one_kind(string allow, string deny, string client) =>
        ListOf(allow, deny).Admits(client.Length == 0 ? default : Client(client));

    [Test]
    public void An_empty_allow_file_does_not_open_the_listener()
    {
        var list = new AccessListBuilder(new AccessConfig { AllowFile = "allow.txt" }).Build();
        Assert.That(list.Admits(Client("10.0.0.1")) || list.Admits(Client("::1")), Is.False);
    }

    [Test]
    public void Random_lists_agree_with_a_naive_search()
    {
        var random = new Random(Seed());
        for (var round = 0; round < 300; round++)
        {
            var networks = new Dictionary<AccessNetwork, (IPNetwork Network, bool IsAllowed)>();
            var (allow, deny) = (new List<IPNetwork>(), new List<IPNetwork>());
            for (var i = random.Next(40); i > 0; i--)
            {
                var network = RandomNetwork(random);
                var isAllowed = random.Next(2) == 0;
                if (networks.TryAdd(AccessNetwork.Of(network), (network, isAllowed)))
                    (isAllowed ? allow : deny).Add(network);
            }

            var list = new AccessListBuilder(new AccessConfig
            {
                Allow = new ValueList<IPNetwork>(allow),
                Deny = new ValueList<IPNetwork>(deny),
            }).Build();
            for (var i = 0; i < 300; i++)
            {
                var client = RandomAddress(random);
                Assert.That(
                    list.Admits(ClientAddress.Of(new IPEndPoint(client, 1))), Is.EqualTo(Expected(client)),
                    () => $"{client}, allow {string.Join(' ', allow)}, deny {string.Join(' ', deny)}");
            }

            bool Expected(IPAddress client)
            {
                var around = networks.Values.Where(n => n.Network.Contains(client))
                    .OrderByDescending(n => n.Network.PrefixLength).Select(n => (bool?)n.IsAllowed);
                return around.FirstOrDefault() ?? allow.Count == 0;
            }
        }
    }

    /// <summary>Few distinct bits, so that networks nest and touch.</summary>
    private static IPAddress RandomAddress(Random random)
    {
        var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
        byte[] values = [0, 1, 127, 128, 255];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = values[random.Next(values.Length)];
        return new IPAddress(bytes);
    }

    private static IPNetwork RandomNetwork(Random random)
    {
        var bytes = RandomAddress(random).GetAddressBytes();
        var prefix = random.Next(bytes.Length * 8 + 1);
        for (var bit = prefix; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    private static int Seed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("L4BALANCER_SEED"), out var set)
            ? set : Random.Shared.Next();
        TestContext.Out.WriteLine($"Seed {seed}; set L4BALANCER_SEED={seed} to run with it again.");
        return seed;
    }

    private static AccessList ListOf(string allow, string deny) =>
        new AccessListBuilder(new AccessConfig { Allow = Networks(allow), Deny = Networks(deny) }).Build();

    private static ValueList<IPNetwork> Networks(string text) => new(
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => IPNetwork.Parse(n)));

    private static ClientAddress Client(string ip) => ClientAddress.Of(new IPEndPoint(IPAddress.Parse(ip), 1234));
}
