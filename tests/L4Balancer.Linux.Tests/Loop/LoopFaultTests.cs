using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>
/// An exception ends only the call it came from, and neither the loop nor the events of other sources.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LoopFaultTests : IDisposable
{
    private readonly LoopScript _script = new() { ExpectsFaults = true };

    private EpollLoop Loop => _script.Loop;

    [TearDown]
    public void Dispose() => _script.Dispose();

    [Test]
    public void Work_that_throws_leaves_the_rest_of_the_mailbox()
    {
        var done = 0;
        for (var i = 0; i < 10; i++)
        {
            var number = i;
            Loop.Post(() =>
            {
                if (number % 3 == 0) throw new FaultException($"work {number}");
                done++;
            });
        }

        _script.Run(() => { }, () => { });
        Assert.That(done, Is.EqualTo(6));
        AssertFaults("work 0", "work 3", "work 6", "work 9");
    }

    [Test]
    public void Source_that_throws_leaves_the_other_events_of_the_batch()
    {
        var pairs = Enumerable.Range(0, 6).Select(_ => new FdPair()).ToList();
        var sources = pairs.ConvertAll(pair => _script.Watch(pair.Near));
        foreach (var source in sources)
            source.Ready = (_, _) => throw new FaultException("event");
        _script.Run(() => { }, () => { });
        Assert.That(sources.Select(source => source.Events.Count), Is.All.EqualTo(1));
        AssertFaults([.. Enumerable.Repeat("event", 6)]);
        pairs.ForEach(pair => pair.Dispose());
    }

    [Test]
    public void Turn_that_throws_leaves_the_turns_of_the_others()
    {
        var sources = Enumerable.Range(0, 4).Select(_ => _script.Attach()).ToList();
        sources[1].Turn = () => throw new FaultException("turn");
        foreach (var source in sources) Loop.Again(source);
        _script.Run(() => { }, () => { });
        Assert.That(sources.Select(source => source.Turns), Is.All.EqualTo(1));
        AssertFaults("turn");
    }

    [Test]
    public void Source_whose_turn_threw_can_ask_for_the_next()
    {
        var source = _script.Attach();
        source.Turn = () => throw new FaultException("turn");
        Loop.Again(source);
        _script.Run(() => { }, () => Loop.Again(source), () => { }, () => { });
        Assert.That(source.Turns, Is.EqualTo(2));
    }

    [Test]
    public void Timer_that_throws_leaves_the_other_timers_of_its_moment_and_later_ones()
    {
        var sources = Enumerable.Range(0, 5).Select(_ => _script.Attach()).ToList();
        foreach (var (i, source) in sources.Index())
        {
            source.Timer = () => throw new FaultException("timer");
            Loop.SetTimer(source, 5 + i / 3 * 100);
        }

        _script.Run(() => _script.Clock = 10, () => { }, () => _script.Clock = 200, () => { }, () => { });
        Assert.That(sources.Select(source => source.Timers), Is.All.EqualTo(1));
        AssertFaults([.. Enumerable.Repeat("timer", 5)]);
    }

    [Test]
    public void Source_that_threw_is_told_after_the_fault_was_reported()
    {
        var source = _script.Attach();
        var reported = -1;
        source.Turn = () => throw new FaultException("turn");
        source.Fault = () =>
        {
            reported = _script.Faults.Count;
            Loop.Detach(source);
            throw new FaultException("its end");
        };
        Loop.Again(source);
        _script.Run(() => { }, () => Loop.Again(source), () => { });
        Assert.That((reported, source.Turns), Is.EqualTo((1, 1)));
        AssertFaults("turn", "its end");
    }

    [Test]
    public void Whoever_is_told_of_faults_may_throw_himself()
    {
        using var pair = new FdPair();
        using var loop = new EpollLoop(TimeProvider.System, fault => throw fault);
        var source = new TestSource { Ready = (_, _) => throw new FaultException("event") };
        loop.Attach(source);
        loop.Watch(source, 0, pair.Near).OrThrow("epoll_ctl");
        loop.Post(() => throw new FaultException("work"));
        loop.Post(loop.Stop);
        StreamSockets.Send(pair.Far, "x"u8);
        Assert.That(loop.Run, Throws.Nothing);
    }

    private void AssertFaults(params string[] messages) =>
        Assert.That(_script.Faults.Select(fault => fault.Message), Is.EqualTo(messages));

    private sealed class FaultException(string message) : Exception(message);
}
