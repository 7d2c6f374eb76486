using System.Net;
using L4Balancer.Bench.Switchover.Results;
using L4Balancer.Bench.Switchover.Servers;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Tests.Switchover;

internal sealed class SwitchoverCellTests
{
    private const int Old = 1001;
    private const int New = 1002;

    /// <summary>Promoted after 10 s.</summary>
    private static readonly SwitchoverTimes Times = new(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10));

    [Test]
    public void First_and_last_are_counted_from_the_promotion_and_over_the_clients()
    {
        var cell = Cell([On(Old, 0, 8), On(New, 0, 10.5), On(New, 0, 11), On(Old, 1, 8), On(New, 1, 13)]);
        Assert.That(cell.First, Is.EqualTo(0.5).Within(0.01));
        Assert.That(cell.Last, Is.EqualTo(3).Within(0.01));
        Assert.That(cell.Switch, Is.EqualTo(1).Within(0.01));
        Assert.That(cell.Stranded, Is.Zero);
    }

    [Test]
    public void A_client_that_never_reaches_the_new_primary_is_stranded()
    {
        var cell = Cell([On(New, 0, 11), On(Old, 1, 8), Failed(1, 12)]);
        Assert.That((cell.Stranded, cell.Errors), Is.EqualTo((1, 1)));
        Assert.That(cell.ErrorKinds, Is.EqualTo(new Dictionary<string, int> { ["refused"] = 1 }));
    }

    [Test]
    public void An_acknowledged_write_that_the_new_primary_lacks_is_lost()
    {
        Write[] writes = [On(Old, 0, 8), On(Old, 0, 9), On(New, 0, 11)];
        var cell = Cell(writes, writes.Skip(1).Select(w => w.Id).ToHashSet());
        Assert.That((cell.Acknowledged, cell.Lost, cell.Misdirected), Is.EqualTo((3, 1, 0)));
    }

    [Test]
    public void A_write_sent_to_the_old_primary_after_the_promotion_is_misdirected() =>
        Assert.That(Cell([On(Old, 0, 9.9), On(Old, 0, 10.2)]).Misdirected, Is.EqualTo(1));

    [Test]
    public void The_worst_pause_lies_between_two_acknowledged_writes() =>
        Assert.That(Cell([On(Old, 0, 8), Failed(0, 9), On(New, 0, 12)]).WorstPause, Is.EqualTo(4).Within(0.01));

    private static SwitchoverCell Cell(IReadOnlyList<Write> writes, IReadOnlySet<long>? written = null) =>
        SwitchoverCell.Of("redis", "native", writes, Times, new RedisPair(At(Old), At(New)),
            written ?? writes.Select(w => w.Id).ToHashSet());

    private static IPEndPoint At(int port) => new(IPAddress.Loopback, port);

    private static Write On(int server, int client, double second) => new(
        Id(client, second), client, TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second + 0.001), server, null);

    private static Write Failed(int client, double second) => new(
        Id(client, second), client, TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second), 0, "refused");

    private static long Id(int client, double second) => (client * 1_000_000) + (long)(second * 1000);
}
