using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Loop;

internal sealed class MailboxTests
{
    private const int Capacity = 16_384;

    [Test]
    public void Posts_of_each_thread_are_run_in_their_order_and_none_is_lost()
    {
        const int Threads = 4;
        const int Each = 20_000;
        using var running = new RunningLoop();
        var got = Enumerable.Range(0, Threads).Select(_ => new List<int>()).ToArray();
        var posters = got.Select(list => new Thread(() => PostAll(running.Loop, list, Each))).ToArray();
        foreach (var poster in posters) poster.Start();
        foreach (var poster in posters) poster.Join();
        running.Ask(_ => 0);
        foreach (var list in got) Assert.That(list, Is.EqualTo(Enumerable.Range(0, Each)));
    }

    [Test]
    public void Mailbox_is_bounded_and_has_room_again_when_it_was_emptied()
    {
        var loop = RunningLoop.Faultless();
        var (posted, run) = (0, 0);
        while (posted < 2 * Capacity && loop.TryPost(() => run++)) posted++;
        Assert.That(posted, Is.EqualTo(Capacity));
        loop.Post(() => run++);
        using var running = new RunningLoop(loop);
        running.Ask(_ => 0);
        Assert.That(run, Is.EqualTo(Capacity + 1), "the one that may always post was not run");
    }

    [Test]
    public void Work_that_posts_itself_does_not_keep_the_loop_from_its_sources()
    {
        using var script = new LoopScript();
        using var pair = new FdPair();
        var (source, runs) = (script.Watch(pair.Near), 0);
        Repost();
        script.Run(() => { }, () => { });
        Assert.That((source.Events.Count, runs), Is.EqualTo((1, 2)));

        void Repost()
        {
            if (runs < 100_000) script.Loop.TryPost(() => { runs++; Repost(); });
        }
    }

    [Test]
    public void Loop_with_nothing_to_do_does_not_turn_and_a_post_costs_one_turn()
    {
        using var running = new RunningLoop();
        var began = running.Ask(loop => loop.Meter.Turns);
        for (var i = 0; i < 99; i++) running.Ask(loop => loop.Meter.Turns);
        Assert.That(running.Ask(loop => loop.Meter.Turns) - began, Is.EqualTo(100));
    }

    [Test]
    public void Stop_ends_a_loop_that_sleeps()
    {
        using var running = new RunningLoop();
        running.Ask(_ => 0);
        running.Loop.Stop();
        Assert.That(running.Ends());
    }

    [Test]
    public void Stop_before_the_loop_runs_ends_it_at_once()
    {
        using var loop = RunningLoop.Faultless();
        loop.Stop();
        loop.Run();
        Assert.That(loop.Meter.Turns, Is.Zero);
    }

    private static void PostAll(EpollLoop loop, List<int> list, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = i;
            if (!SpinWait.SpinUntil(() => loop.TryPost(() => list.Add(number)), RunningLoop.LongWhile)) return;
        }
    }
}
