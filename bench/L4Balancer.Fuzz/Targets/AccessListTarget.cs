using System.Buffers.Binary;
using System.Net;
using System.Text;
using L4Balancer.Core.Access;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// Files of networks: what is allowed, then behind a NUL what is denied. Each line is a network as the framework reads
/// it, or an error with its place; and at the edges of each network the list says what a naive search does.
/// </summary>
internal sealed class AccessListTarget : FuzzTarget
{
    private const int MessageMax = 500;
    private const int EdgesMax = 50;

    public override string Name => "access-list";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "\n", "\r\n", "\0", "#", " ", "/", "/0", "/32", "/128", "/8", "10.0.0.0", "255.255.255.255", "::", "fd00::/8",
        "::ffff:10.0.0.0/104", "::ffff:0:0/96", "[::1]", "%1", "0x7f", "010", "\u00ef\u00bb\u00bf", "\u00c2\u0085",
        "128.0.0.0/1", "8000::/1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "# office\n10.1.0.0/16   # both floors\n\tfd00::/8\r\n192.0.2.7\0" + "10.1.2.0/24\n10.1.2.128/25\n::/0\n",
        "\0" + "10.0.0.0/8\n10.0.0.1/8\nhost.example\n", "0.0.0.0/0\n::/0\0" + "255.255.255.255\nffff::/16\n",
        "::ffff:10.0.0.0/104\n::ffff:0:0/95\0" + "10.128.0.0/9\n", "10.0.0.0/8\0" + "10.0.0.0/8\n");

    protected override (long Fixed, long PerByte) Budget => (100_000, 4_000);

    public override void Run(byte[] input)
    {
        var end = input.AsSpan().IndexOf((byte)0);
        ReadOnlySpan<byte> allow = end < 0 ? [] : input.AsSpan(0, end);
        var deny = input.AsSpan(end + 1);
        var config = new AccessConfig { AllowFile = end < 0 ? null : "allow" };
        var builder = new AccessListBuilder(config);
        if (end >= 0) AccessListText.Read("allow", allow, isAllowed: true, builder);
        AccessListText.Read("deny", deny, isAllowed: false, builder);
        var lines = Math.Max(allow.Count((byte)'\n'), deny.Count((byte)'\n')) + 1;
        foreach (var error in builder.Errors) CheckError(error, lines);
        var naive = new Dictionary<AccessNetwork, (IPNetwork Network, bool IsAllowed)>();
        AddLines(allow, isAllowed: true, naive);
        AddLines(deny, isAllowed: false, naive);
        var list = builder.Build();
        Require(list.Networks == naive.Count, "another number of networks");
        CheckEdges(list, [.. naive.Values], isOpen: config.AllowFile is null);
    }

    private static void CheckError(string error, int lines)
    {
        Require(error.Length < MessageMax && !error.Any(char.IsControl), "a message that nobody reads");
        if (error.StartsWith("and ", StringComparison.Ordinal)) return;
        var line = error.Split(':')[1];
        Require(int.TryParse(line, out var number) && number >= 1 && number <= lines, "a line outside the file");
    }

    private static void AddLines(
        ReadOnlySpan<byte> content, bool isAllowed, Dictionary<AccessNetwork, (IPNetwork, bool)> to)
    {
        var text = Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
        foreach (var line in text.Split('\n').Select(line => line.Split('#')[0].Trim(' ', '\t', '\r')))
        {
            if (ClientNetwork.Parse(line, out _) is not { } network) continue;
            var slash = line.IndexOf('/', StringComparison.Ordinal);
            var isSame = slash < 0
                ? IPAddress.TryParse(line, out var ip) && network.BaseAddress.Equals(ip)
                : IPNetwork.TryParse(line, out var other) && network.Equals(other);
            Require(isSame, "the framework reads another network");
            to.TryAdd(AccessNetwork.Of(network), (network, isAllowed));
        }
    }

    /// <summary>The first and last address of each network, and those beside them.</summary>
    private static void CheckEdges(AccessList list, (IPNetwork Network, bool IsAllowed)[] networks, bool isOpen)
    {
        foreach (var (network, _) in networks.Take(EdgesMax))
        {
            var bytes = network.BaseAddress.GetAddressBytes();
            var (bits, first) = (bytes.Length * 8, NumberOf(bytes));
            var size = network.PrefixLength == 0 ? 0 : UInt128.One << (bits - network.PrefixLength);
            UInt128[] edges = [first, unchecked(first + size - 1), unchecked(first + size), unchecked(first - 1)];
            foreach (var edge in edges)
            {
                var client = ClientAddress.Of(new IPEndPoint(AddressOf(edge, bytes.Length), 1));
                Require(list.Admits(client) == Expected(client.ToIp()!), "another answer than a naive search");
            }
        }

        bool Expected(IPAddress client)
        {
            var longest = (Length: -1, IsAllowed: isOpen);
            foreach (var (network, isAllowed) in networks)
            {
                var plain = Plain(network);
                if (plain.PrefixLength > longest.Length && plain.Contains(client))
                    longest = (plain.PrefixLength, isAllowed);
            }

            return longest.IsAllowed;
        }
    }

    /// <summary>IPv4 networks that are written as mapped into IPv6 are meant as IPv4.</summary>
    private static IPNetwork Plain(IPNetwork network) =>
        network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= 96
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - 96)
            : network;

    private static UInt128 NumberOf(byte[] bytes) =>
        bytes.Aggregate(UInt128.Zero, (number, octet) => number << 8 | octet);

    private static IPAddress AddressOf(UInt128 number, int size)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes[(16 - size)..]);
    }
}
