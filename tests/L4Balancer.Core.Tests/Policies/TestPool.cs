using System.Collections.Frozen;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

/// <summary>One backend of a pool under test; its counters stay the same when the pool is rebuilt.</summary>
internal sealed record TestBackend
{
    public required NetAddress Address { get; init; }

    /// <summary>In configured units.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The progress of slow start, in percent.</summary>
    public int RampPercent { get; init; } = 100;

    public bool IsEligible { get; init; } = true;

    /// <summary>Then it is not eligible, either.</summary>
    public bool IsSuspected { get; init; }

    public int Limit { get; init; } = int.MaxValue;

    public BackendCounters Counters { get; init; } = new();

    public static TestBackend At(int number) =>
        new() { Address = NetAddress.FromIp(new IPAddress([10, .. BytesOf(number)]), 6379) };

    private static byte[] BytesOf(int number) => [(byte)(number >> 16), (byte)(number >> 8), (byte)number];

    public BackendView ToView()
    {
        var full = Weight * BackendView.WeightUnit;
        return new BackendView(Address, 0, Math.Max(1, full * RampPercent / 100), full, Limit, Counters);
    }
}

/// <summary>Builds pools of backends for the tests of policies.</summary>
internal static class TestPool
{
    public static PolicyKind[] Kinds { get; } = Enum.GetValues<PolicyKind>();

    public static PoolView Build(
        PolicyKind kind, IReadOnlyList<TestBackend> backends, double? loadFactor = null, PoolView? previous = null)
    {
        var config = new PoolConfig
        {
            Name = "p",
            Policy = kind,
            LoadFactor = loadFactor,
            Backends = [.. backends.Select(b => new BackendConfig { Address = BackendAddress.Of(b.Address) })],
        };
        var set = new BackendSet(
            [.. backends.Select(b => b.ToView())], [.. backends.Select(b => b.IsEligible && !b.IsSuspected)],
            [.. Enumerable.Range(0, backends.Count).Where(i => backends[i].IsSuspected)]);
        var counters = previous?.Counters ?? new PoolCounters();
        return new PoolView(
            config, 0, set, PolicyFactory.Create(config, set, counters, previous?.Policy), counters,
            FrozenDictionary<NetAddress, BackendCounters>.Empty);
    }

    public static TestBackend[] OfWeights(params int[] weights) =>
        [.. weights.Select((weight, i) => TestBackend.At(i + 1) with { Weight = weight })];

    public static TestBackend[] Equal(int count) => OfWeights([.. Enumerable.Repeat(1, count)]);

    /// <summary>
    /// Up to 24 backends with any values that the config allows, varied in weight, health, limit and ramp.
    /// </summary>
    public static TestBackend[] Random(ref SplitMix64 random)
    {
        var backends = new TestBackend[random.NextBetween(1, 24)];
        var maxWeight = random.NextBelow(3) switch { 0 => 1, 1 => 10, _ => 1000 };
        var healthyPercent = random.NextBelow(101);
        for (var i = 0; i < backends.Length; i++)
        {
            backends[i] = TestBackend.At(i + 1) with
            {
                Weight = random.NextBetween(1, maxWeight),
                RampPercent = random.NextBelow(4) == 0 ? random.NextBetween(1, 100) : 100,
                IsEligible = random.NextBelow(100) < healthyPercent,
                Limit = random.NextBelow(2) == 0 ? int.MaxValue : random.NextBetween(1, 6),
            };
        }

        return backends;
    }

    /// <summary>Assigns some sessions to every backend, as if they had been picked.</summary>
    public static void Load(PoolView pool, ref SplitMix64 random, int max)
    {
        foreach (var backend in pool.Set.All)
        {
            for (var left = random.NextBelow(max + 1); left > 0; left--)
            {
                if (backend.Counters.TryAcquire(backend.MaxConnections)) pool.Counters.Acquire();
            }
        }
    }

    /// <summary>Picks without taking a place.</summary>
    public static int PickOnce(this PoolView pool, ref PickContext context)
    {
        pool.Counters.Acquire();
        var index = pool.Policy.Pick(ref context);
        pool.Counters.Release();
        return index;
    }
}
