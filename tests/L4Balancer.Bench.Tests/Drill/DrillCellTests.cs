using L4Balancer.Bench.Drill.Faults;
using L4Balancer.Bench.Drill.Results;
using L4Balancer.Bench.Drill.Servers;
using L4Balancer.Bench.Drill.Sessions;

namespace L4Balancer.Bench.Tests.Drill;

/// <summary>The figures of a drill, from its sessions.</summary>
internal sealed class DrillCellTests
{
    private const int Faulty = 7001;
    private const int Other = 7002;

    /// <summary>It takes 0.1 s to take back.</summary>
    private static readonly FaultTimes Fault = new(Seconds(1), Seconds(1), Seconds(3), Seconds(3.1));

    [Test]
    public void Harm_detection_share_and_return_are_counted_from_the_sessions()
    {
        DrillSession[] sessions =
        [
            Session(0, 500, Other), // Slow, but before the fault.
            Session(1.0, 10, 0, "ConnectionReset"),
            Session(1.5, 101, Faulty),
            Session(2.0, 10_000, 0, "timeout"), // Gave no answer, so it has no share.
            Session(2.1, 100, Faulty),
            Session(2.8, 1, Other),
            Session(2.99, 50, Faulty), // Answered after the end.
            Session(3.0, 1, Other),
            Session(3.5, 1, Faulty),
            Session(4.0, 1, Faulty),
        ];
        var cell = DrillCell.Of("stop", "native", sessions, Faulty, Fault);
        Assert.That((cell.Sessions, cell.Errors, cell.Slow), Is.EqualTo((10, 2, 3)));
        Assert.That(
            cell.ErrorKinds, Is.EqualTo(new Dictionary<string, int> { ["ConnectionReset"] = 1, ["timeout"] = 1 }));
        Assert.That(cell.Detection, Is.EqualTo(1.0), "the last that was harmed was due 1 s after the begin");
        Assert.That(cell.ShareInFault, Is.EqualTo(0.5), "one of two answers from 2 s to 3 s");
        Assert.That(cell.UsedAgain, Is.EqualTo(0.4).Within(1e-9));
        Assert.That((cell.P99Milliseconds, cell.WorstMilliseconds), Is.EqualTo((500.0, 10_000.0)));
    }

    [Test]
    public void A_fault_that_nobody_noticed_has_no_detection_and_a_server_that_is_not_used_again_no_return()
    {
        var cell = DrillCell.Of(
            "kill", "native", [Session(1, 1, Other), Session(4, 1, Other)], Faulty, Fault);
        Assert.That((cell.Detection, cell.UsedAgain), Is.EqualTo(((double?)null, (double?)null)));
        Assert.That(cell.ShareInFault, Is.Zero);
    }

    [TestCase("*2\r\n$4\r\nport\r\n$4\r\n6379\r\n", 6379)]
    [TestCase("*2\r\n$4\r\nport\r\n$5\r\n40123\r\n", 40123)]
    [TestCase("*2\r\n$4\r\nport\r\n$5\r\n40123", 0)]
    [TestCase("*2\r\n$4\r\nport\r\n$5\r", 0)]
    [TestCase("*2\r\n$4\r\npo", 0)]
    [TestCase("-ERR unknown command\r\n", 0)]
    public void The_answer_says_which_server_it_was(string answer, int port) =>
        Assert.That(RedisKind.PortIn(System.Text.Encoding.ASCII.GetBytes(answer)), Is.EqualTo(port));

    private static DrillSession Session(double due, double milliseconds, int server, string? error = null) =>
        new(Seconds(due), TimeSpan.FromMilliseconds(milliseconds), server, error);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
