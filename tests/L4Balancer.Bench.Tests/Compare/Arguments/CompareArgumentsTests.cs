using System.CommandLine;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Arguments;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Tests.Compare.Arguments;

internal sealed class CompareArgumentsTests
{
    [Test]
    public void Names_are_selected_in_the_order_of_the_report()
    {
        var plan = Read("--only bulk-1-up,redis-1,redis-50 --skip redis-1 --balancers direct").Plan;
        Assert.That(plan.Workloads.Select(w => w.Name), Is.EqualTo(new[] { "redis-50", "bulk-1-up" }));
        Assert.That(plan.Balancers.Select(b => b.Name), Is.EqualTo(new[] { "direct" }));
        Assert.That(plan.Rounds, Is.EqualTo(3));
    }

    [Test]
    public void Quick_is_three_workloads_and_one_round_by_default()
    {
        var plan = Read("--quick").Plan;
        Assert.That(plan.Workloads.Select(w => w.Name), Is.EquivalentTo(WorkloadList.Quick));
        Assert.That((plan.Rounds, plan.Duration), Is.EqualTo((1, TimeSpan.FromSeconds(1))));
        plan = Read("--quick --rounds 2 --duration 300ms --only http-1m").Plan;
        Assert.That(plan.Workloads.Select(w => w.Name), Is.EqualTo(new[] { "http-1m" }));
        Assert.That((plan.Rounds, plan.Duration), Is.EqualTo((2, TimeSpan.FromMilliseconds(300))));
    }

    [Test]
    public void Any_other_balancer_can_be_added_to_the_known_ones()
    {
        var plan = Read("--other relay=relay:{listen}:{backend} --balancers relay,direct").Plan;
        Assert.That(plan.Balancers.Select(b => b.Name), Is.EqualTo(new[] { "direct", "relay" }));
        Assert.That(Read("--other relay={listen}{backend}").Plan.Balancers.Select(b => b.Name), Has.Member("relay"));
    }

    [TestCase("--only redis-51", "--only: 'redis-51' is unknown (known: redis-50, redis-1,")]
    [TestCase("--skip bulk", "--skip: 'bulk' is unknown")]
    [TestCase("--balancers envoy", "--balancers: 'envoy' is unknown")]
    [TestCase("--only redis-1 --skip redis-1", "there is nothing to measure")]
    [TestCase("--rounds 0", "--rounds: '0' is not a whole number from 1 to 99")]
    [TestCase("--rounds x", "--rounds: 'x' is not a whole number")]
    [TestCase("--other envoy", "--other: 'envoy' is not NAME=COMMAND with {listen} and {backend} in it.")]
    [TestCase("--other envoy={listen}", "--other: 'envoy={listen}' is not NAME=COMMAND")]
    [TestCase("--duration 5", "--duration: '5' is not a time")]
    [TestCase("--duration 5h", "--duration: '5h' is not a time")]
    [TestCase("--duration 1ms", "--duration: '1ms' is not a time from 100ms")]
    [TestCase("--haproxy /nowhere/haproxy", "--haproxy: file /nowhere/haproxy")]
    [TestCase("--json /nowhere/else.json", "--json: /nowhere/else.json cannot be written")]
    [TestCase("--svg /", "--svg: / cannot be written")]
    [TestCase("--guard --balancers direct --rounds 3", "--guard decides what to measure")]
    [TestCase("--build old", "--build: 'old' is not NAME=PATH")]
    [TestCase("--build old=/nowhere/l4balancer", "--build: 'old=/nowhere/l4balancer' is not NAME=PATH")]
    public void A_wrong_command_line_is_reported(string line, string says)
    {
        var thrown = Assert.Throws<CompareException>(() => Read(line));
        Assert.That(thrown.Message, Does.Contain(says));
        Assert.That(thrown.ExitCode, Is.EqualTo(BenchExitCodes.Usage));
    }

    [Test]
    public void The_guard_fails_clearly_without_HAProxy()
    {
        var tools = new Toolbox { L4Balancer = "/x" };
        Assert.That(
            () => GuardArguments.LinesOf(tools, [], []),
            Throws.TypeOf<CompareException>().With.Message.Contains("HAProxy is not installed")
                .And.Property(nameof(CompareException.ExitCode)).EqualTo(BenchExitCodes.Failed));
    }

    [Test]
    public void Another_build_is_included_by_its_name() => Assert.That(
        Read("--build old=/bin/true --balancers old,haproxy").Plan.Balancers.Select(b => b.Name),
        Is.EqualTo(new[] { "haproxy", "old" }));

    private static CompareOptions Read(string line)
    {
        var command = new RootCommand();
        foreach (var option in CompareArguments.All) command.Add(option);
        var parsed = command.Parse(line.Split(' '));
        Assert.That(parsed.Errors, Is.Empty);
        return CompareArguments.Read(parsed);
    }
}
