using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class SourceHashPolicyTests
{
    private const int Clients = 20_000;

    /// <summary>
    /// Balancers of two versions must agree, so these answers must never change. If this fails, upgrading one of two
    /// balancers sends clients to different backends.
    /// </summary>
    [TestCase("192.0.2.1", "10.0.0.4:6379")]
    [TestCase("192.0.2.2", "10.0.0.2:6379")]
    [TestCase("192.0.2.3", "10.0.0.4:6379")]
    [TestCase("::ffff:192.0.2.3", "10.0.0.4:6379")]
    [TestCase("2001:db8::1", "10.0.0.5:6379")]
    public void The_same_client_goes_to_the_same_backend_in_every_version(string client, string backend)
    {
        var pool = TestPool.Build(PolicyKind.SourceHash, TestPool.OfWeights(1, 2, 3, 4, 5));
        var context = new PickContext(ClientHash.Of(ClientOf(IPAddress.Parse(client))), 0);
        Assert.That(pool.Set.All[pool.PickOnce(ref context)].Address.ToString(), Is.EqualTo(backend));
    }

    [Test]
    public void Consecutive_client_addresses_spread_by_weight()
    {
        int[] weights = [1, 2, 3, 4, 5, 6, 7, 8];
        var pool = TestPool.Build(PolicyKind.SourceHash, TestPool.OfWeights(weights));
        var slots = ((SourceHashPolicy)pool.Policy).Slots.CountSlots();
        var counts = new long[weights.Length];
        var addresses = pool.Set.All.Select(b => b.Address.ToString()).ToArray();
        foreach (var owner in AnswersOf(pool)) counts[Array.IndexOf(addresses, owner)]++;
        Assert.That(ChiSquare.Of(counts, slots), Is.LessThan(ChiSquare.Bound(weights.Length)));
    }

    [Test]
    public void The_order_of_the_config_changes_no_answer_whatever_is_down()
    {
        foreach (var seed in TestSeeds.Take(20))
        {
            var random = new SplitMix64(seed);
            var backends = TestPool.Random(ref random).Select(b => b with { Limit = int.MaxValue }).ToArray();
            var turned = TestPool.Build(PolicyKind.SourceHash, [.. backends.Reverse()]);
            var straight = TestPool.Build(PolicyKind.SourceHash, backends);
            var isSame = AnswersOf(turned, 2000).SequenceEqual(AnswersOf(straight, 2000));
            TestSeeds.Require(isSame, seed, $"the answers differ");
        }
    }

    [Test]
    public void A_backend_that_goes_down_moves_only_its_own_clients_and_gets_them_back()
    {
        var up = TestPool.OfWeights(1, 2, 3, 4, 5, 6);
        var pool = TestPool.Build(PolicyKind.SourceHash, up);
        var before = AnswersOf(pool);
        for (var down = 0; down < up.Length; down++)
        {
            var gone = up[down].Address.ToString();
            TestBackend[] sick = [.. up.Select((b, i) => b with { IsEligible = i != down })];
            var sickPool = TestPool.Build(PolicyKind.SourceHash, sick, previous: pool);
            var during = AnswersOf(sickPool);
            var strayed = before.Zip(during).Count(c => c.First == gone ? c.Second == gone : c.First != c.Second);
            var back = AnswersOf(TestPool.Build(PolicyKind.SourceHash, up, previous: sickPool));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(strayed, Is.Zero, $"{gone} went down");
                Assert.That(back, Is.EqualTo(before), $"{gone} came back");
            }
        }
    }

    [Test]
    public void The_clients_of_a_dead_backend_spread_over_all_others()
    {
        var backends = TestPool.Equal(10);
        var before = AnswersOf(TestPool.Build(PolicyKind.SourceHash, backends));
        TestBackend[] sick = [.. backends.Select((b, i) => b with { IsEligible = i != 4 })];
        var moved = AnswersOf(TestPool.Build(PolicyKind.SourceHash, sick)).Where((now, i) => now != before[i]);
        var counts = moved.CountBy(backend => backend).Select(pair => (long)pair.Value).ToList();
        Assert.That(counts, Has.Count.EqualTo(9));
        Assert.That(ChiSquare.Of(counts, [.. Enumerable.Repeat(1, 9)]), Is.LessThan(ChiSquare.Bound(9)));
    }

    [Test]
    public void The_table_is_kept_while_members_and_weights_are_the_same()
    {
        var backends = TestPool.OfWeights(1, 2, 3);
        var pool = TestPool.Build(PolicyKind.SourceHash, backends);
        TestBackend[] sick = [.. backends.Select((b, i) => b with { IsEligible = i > 0, RampPercent = 50 })];
        var sickPool = TestPool.Build(PolicyKind.SourceHash, sick, previous: pool);
        var smallerPool = TestPool.Build(PolicyKind.SourceHash, backends[1..], previous: pool);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(TableOf(sickPool), Is.SameAs(TableOf(pool)));
            Assert.That(TableOf(smallerPool), Is.Not.SameAs(TableOf(pool)));
        }
    }

    internal static string[] AnswersOf(PoolView pool, int clients = Clients)
    {
        var answers = new string[clients];
        for (var i = 0; i < clients; i++)
        {
            var context = new PickContext(ClientHash.Of(new ClientAddress([172, 16, (byte)(i >> 8), (byte)i], i)), 0);
            var index = pool.PickOnce(ref context);
            answers[i] = index == Policy.None ? "none" : pool.Set.All[index].Address.ToString();
        }

        return answers;
    }

    private static ClientAddress ClientOf(IPAddress ip) => ClientAddress.Of(new IPEndPoint(ip, 51234));

    private static MaglevTable TableOf(PoolView pool) => ((SourceHashPolicy)pool.Policy).Slots;
}
