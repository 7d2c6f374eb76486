using System.Runtime.Versioning;
using L4Balancer.DataPlane.Native;
using L4Balancer.Linux.Loop;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>A walk visits each session that was running at its start once, while others start and end.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class RunningListTests
{
    [Test]
    public void A_walk_over_sessions_that_come_and_go_leaves_none_out_and_meets_none_twice()
    {
        var random = new Random(Seeds.Next());
        for (var round = 0; round < 300; round++)
        {
            var model = new ListModel(random);
            for (var i = random.Next(60); i > 0; i--) model.Begin();
            for (var i = random.Next(200); i > 0; i--) model.TakeStep();
            model.EndWalks();
        }
    }

    [Test]
    public void A_walk_may_end_every_session_that_it_meets()
    {
        var list = Filled(100, out var nodes);
        using var walk = list.BeginWalk();
        var met = new List<Node>();
        while (walk.TryNext(out var node))
        {
            list.Remove(node);
            met.Add(node);
        }

        Assert.That(met, Is.EqualTo(nodes));
        Assert.That(list.Count, Is.Zero);
    }

    [Test]
    public void A_walk_ends_however_fast_sessions_begin()
    {
        var list = Filled(10, out _);
        using var walk = list.BeginWalk();
        var met = 0;
        while (walk.TryNext(out var node))
        {
            met++;

            // The object that has just ended serves the next session, which started after the walk.
            list.Remove(node);
            list.Add(node);
            list.Add(new Node());
        }

        Assert.That(met, Is.EqualTo(10));
    }

    [Test]
    public void A_walk_goes_on_behind_a_session_that_ends_just_before_it()
    {
        var list = Filled(4, out var nodes);
        using var walk = list.BeginWalk();
        walk.TryNext(out _);
        list.Remove(nodes[1]);
        list.Remove(nodes[2]);
        Assert.That((walk.TryNext(out var next), next), Is.EqualTo((true, nodes[3])));
        Assert.That(walk.TryNext(out _), Is.False);
    }

    [Test]
    public void To_begin_and_to_end_allocates_nothing()
    {
        var list = Filled(1000, out var nodes);
        using var walk = list.BeginWalk();
        var bytes = Allocated.ByThread(() =>
        {
            foreach (var node in nodes) list.Remove(node);
            foreach (var node in nodes) list.Add(node);
        });
        Assert.That(bytes, Is.Zero);
    }

    private static RunningList<Node> Filled(int count, out List<Node> nodes)
    {
        var list = new RunningList<Node>();
        nodes = [.. Enumerable.Range(0, count).Select(_ => new Node())];
        nodes.ForEach(list.Add);
        return list;
    }

    private sealed class Node : RunningNode<Node>
    {
        protected override void OnReady(int tag, Readiness events)
        {
        }
    }

    /// <summary>The list next to sets of the nodes that each walk must visit.</summary>
    private sealed class ListModel(Random random)
    {
        private readonly RunningList<Node> _list = new();
        private readonly List<Node> _running = [];
        private readonly Stack<Node> _free = new();
        private readonly List<(RunningList<Node>.Walk Walk, HashSet<Node> Wanted)> _walks = [];

        public void Begin()
        {
            var node = _free.TryPop(out var free) ? free : new Node();
            _list.Add(node);
            _running.Add(node);
        }

        public void TakeStep()
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    Begin();
                    break;
                case 2 or 3 when _running.Count > 0:
                    End(_running[random.Next(_running.Count)]);
                    break;
                case 4 when _walks.Count < 4:
                    _walks.Add((_list.BeginWalk(), [.. _running]));
                    break;
                case 5 when _walks.Count > 0 && random.Next(4) == 0:
                    var left = random.Next(_walks.Count);
                    _walks[left].Walk.Dispose();
                    _walks.RemoveAt(left);
                    break;
                case > 5 when _walks.Count > 0:
                    GoOn(random.Next(_walks.Count), random.Next(5));
                    break;
            }

            Assert.That(_list.Count, Is.EqualTo(_running.Count));
        }

        public void EndWalks()
        {
            while (_walks.Count > 0) GoOn(0, int.MaxValue);
        }

        private void End(Node node)
        {
            _list.Remove(node);
            _running.Remove(node);
            _free.Push(node);
            foreach (var (_, wanted) in _walks) wanted.Remove(node);
        }

        /// <summary>Each visited node must be among those still expected.</summary>
        private void GoOn(int index, int steps)
        {
            var (walk, wanted) = _walks[index];
            for (; steps > 0; steps--)
            {
                if (!walk.TryNext(out var node))
                {
                    Assert.That(wanted, Is.Empty, "The walk left some out.");
                    walk.Dispose();
                    _walks.RemoveAt(index);
                    return;
                }

                Assert.That(wanted.Remove(node), "The walk met one twice, or one that began after it.");
                if (random.Next(3) == 0) End(node);
            }
        }
    }
}
