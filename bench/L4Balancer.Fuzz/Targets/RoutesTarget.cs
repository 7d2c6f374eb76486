using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Table;
using L4Balancer.Core.TlsHello;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// Routes by name and protocol, in lines of names, a space, and protocols, all separated by commas; the first line is
/// what a client asks for. The table says what going through the list in its order does.
/// </summary>
internal sealed class RoutesTarget : FuzzTarget
{
    private const int RoutesMax = 64;
    private const int ProtocolMax = 255;

    public override string Name => "routes";

    public override int SizeMax => 1024;

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "\n", " ", ",", ".", "*.", "a", "a.x", "A.X", "b.a.x", "*.x", "*.a.x", "x", "h2", "postgresql", " h2\n", "..");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "b.a.x h2\n*.x h2\nb.a.x,c.x\n*.a.x pg,h2\n", "a.x h2,pg\nx,*.x pg\n h2\n",
        " pg\n*.x\n pg\n", "A.b.X\n*.B.x\n");

    protected override (long Fixed, long PerByte) Budget => (200_000, 2_000);

    public override void Run(byte[] input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        var asked = NamesOf(lines[0], isRoute: false);
        var routes = lines.Skip(1).Take(RoutesMax)
            .Select((line, index) => (Index: index, Names: NamesOf(line, isRoute: true)))
            .Select(route => new RouteConfig
            {
                Pool = $"p{route.Index}",
                Sni = new ValueList<string>(route.Names.Sni),
                Alpn = new ValueList<string>(route.Names.Alpn),
            }).ToList();
        var reader = new ClientHelloReader(Limits.ClientHelloMax);
        var bytes = Hello(asked.Sni.FirstOrDefault(), asked.Alpn);
        Require(reader.Read(bytes, out var hello) != HelloState.Incomplete, "a whole message is incomplete");
        var (name, offered) = (hello.ServerNameText, OfferedBy(hello));
        var expected = routes.Find(route => Fits(route, name, offered))?.Pool;
        Require(new RouteTable(routes).PoolFor(hello) == expected, "another pool than the list in its order");
    }

    private static (string[] Sni, string[] Alpn) NamesOf(string line, bool isRoute)
    {
        var halves = line.Split(' ', 2);
        var names = Split(halves[0]).Select(name => isRoute ? name.ToLowerInvariant() : name)
            .Where(name => !isRoute || RoutedName.KeyOf(name).Length > 0);
        return ([.. names], [.. Split(halves.Length > 1 ? halves[1] : "").Where(one => one.Length <= ProtocolMax)]);

        static string[] Split(string text) =>
            [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(one => one.All(char.IsAscii))];
    }

    private static bool Fits(RouteConfig route, string? name, List<string> offered)
    {
        if (route.Alpn.Count > 0 && !route.Alpn.Any(offered.Contains)) return false;
        return route.Sni.Count == 0 || (name is not null && route.Sni.Any(Matches));

        bool Matches(string pattern)
        {
            var key = pattern.TrimEnd('.');
            return pattern.StartsWith("*.", StringComparison.Ordinal)
                ? name!.EndsWith(key[1..], StringComparison.Ordinal)
                : name == key;
        }
    }

    private static List<string> OfferedBy(in ClientHello hello)
    {
        var all = new List<string>();
        for (var rest = hello.Protocols; !rest.IsEmpty; rest = rest[(1 + rest[0])..])
            all.Add(Encoding.ASCII.GetString(rest.Slice(1, rest[0])));
        return all;
    }

    /// <summary>The record of a client that asks for a name and offers protocols.</summary>
    private static byte[] Hello(string? name, string[] protocols)
    {
        byte[] sni = name is null ? [] : Extension(0, Long([0, .. Long(Encoding.ASCII.GetBytes(name))]));
        byte[] list = [.. protocols.SelectMany(one => (byte[])[(byte)one.Length, .. Encoding.ASCII.GetBytes(one)])];
        byte[] alpn = list.Length == 0 ? [] : Extension(16, Long(list));
        byte[] body = [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, .. Long([.. sni, .. alpn])];
        return [22, 3, 1, .. Long([1, 0, .. Long(body)])];
    }

    private static byte[] Extension(byte type, byte[] data) => [0, type, .. Long(data)];

    private static byte[] Long(byte[] data) => [(byte)(data.Length >> 8), (byte)data.Length, .. data];
}
