using System.Buffers.Binary;
using System.Net;
using BenchmarkDotNet.Attributes;
using L4Balancer.Core.Access;
using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Bench.Micro;

/// <summary>
/// What the rules for arriving clients cost an accept: a lookup in an access list of so many networks, a token of the
/// listener, and an arrival at the table of sources while as many sources come.
/// </summary>
[MemoryDiagnoser]
public class ArrivalBenchmarks
{
    private const int Clients = 4096;

    private readonly ClientAddress[] _ipv4 = new ClientAddress[Clients];
    private readonly ClientAddress[] _ipv6 = new ClientAddress[Clients];
    private readonly ClientAddress[] _sources = new ClientAddress[Clients];
    private readonly SharedTokenBucket _bucket = new();
    private readonly TokenRate _rate = TokenRate.Of(new ConnectionRateConfig { Rate = 1_000_000 });
    private readonly SourceTable _table = new(128 * 1024, seed: 1);
    private readonly SourceRule _rule = new(new PerSourceConfig
    {
        MaxConnections = 100,
        ConnectionRate = new ConnectionRateConfig { Rate = 10_000 },
    });

    private AccessList _list = null!;
    private int _next;

    [Params(10, 1000, 100_000)]
    public int Networks { get; set; }

    [GlobalSetup]
    public void Build()
    {
        var random = new Random(1);
        var builder = new AccessListBuilder(new AccessConfig());
        for (var i = 0; i < Networks; i++)
        {
            var isIpv6 = i % 4 == 3;
            var prefix = isIpv6 ? 48 : 24;
            builder.Add(new IPNetwork(Address(random, isIpv6, prefix), prefix), isAllowed: false, "", i);
        }

        _list = builder.Build();
        for (var i = 0; i < Clients; i++)
        {
            _ipv4[i] = ClientAddress.Of(new IPEndPoint(Address(random, isIpv6: false, 32), 1));
            _ipv6[i] = ClientAddress.Of(new IPEndPoint(Address(random, isIpv6: true, 128), 1));
            _sources[i] = ClientAddress.Of(new IPEndPoint(Address(random, isIpv6: false, 32, i % Networks), 1));
        }
    }

    [Benchmark]
    public bool AccessIpv4() => _list.Admits(_ipv4[++_next % Clients]);

    [Benchmark]
    public bool AccessIpv6() => _list.Admits(_ipv6[++_next % Clients]);

    [Benchmark]
    public bool ListenerRate() => _bucket.TryTake(_rate, ++_next);

    [Benchmark]
    public SourceVerdict Source()
    {
        var verdict = _table.Enter(_sources[++_next % Clients], _rule, 1, _next / 1000, out var place);
        place.Leave();
        return verdict;
    }

    private static IPAddress Address(Random random, bool isIpv6, int prefix, int? number = null)
    {
        var bytes = new byte[isIpv6 ? 16 : 4];
        random.NextBytes(bytes);
        if (number is { } given) BinaryPrimitives.WriteInt32BigEndian(bytes, given);
        for (var bit = prefix; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }
}
