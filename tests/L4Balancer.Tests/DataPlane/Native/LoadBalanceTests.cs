using L4Balancer.DataPlane.Native;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>Sessions stay evenly distributed across the workers, whether few or many.</summary>
internal sealed class LoadBalanceTests
{
    [TestCase(8, 2, 2)]
    [TestCase(8, 4, 4, Description = "the worst of all 65,536 ways in which they can come")]
    [TestCase(10_000, 2, 100)]
    [TestCase(10_000, 8, 200)]
    public void Clients_that_stay_are_even_though_the_kernel_gives_nearly_all_to_one_worker(
        int clients, int workers, int differenceMax)
    {
        var random = new Random(Seeds.Next());
        var balance = Balance(workers);
        for (var i = 0; i < clients; i++)
        {
            var at = random.Next(10) == 0 ? random.Next(workers) : 0;
            balance.OnBegun(balance.LighterThan(at, now: i / 10) ?? at);
        }

        var active = Enumerable.Range(0, workers).Select(balance.ActiveOf).ToList();
        Assert.That(balance.Active, Is.EqualTo(clients));
        Assert.That(active.Max() - active.Min(), Is.LessThanOrEqualTo(differenceMax), string.Join(" ", active));
    }

    [Test]
    public void Many_short_sessions_that_the_kernel_spreads_evenly_stay_where_they_are()
    {
        var random = new Random(Seeds.Next());
        var balance = Balance(workers: 2);
        var running = new Queue<int>();
        var handedOn = 0;
        const int Clients = 100_000;
        for (var i = 0; i < Clients; i++)
        {
            var at = random.Next(2);
            var to = balance.LighterThan(at, now: i / 20) ?? at;
            if (to != at) handedOn++;
            balance.OnBegun(to);
            running.Enqueue(to);
            if (running.Count > 50) balance.OnEnded(running.Dequeue());
        }

        Assert.That(handedOn, Is.LessThan(Clients / 100));
    }

    [Test]
    public void One_worker_keeps_everything() => Assert.That(Balance(workers: 1).LighterThan(0, now: 0), Is.Null);

    private static LoadBalance Balance(int workers)
    {
        var balance = new LoadBalance(workers);
        balance.Join(static () => { });
        return balance;
    }
}
