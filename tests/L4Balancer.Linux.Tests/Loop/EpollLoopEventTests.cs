using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Loop;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EpollLoopEventTests : IDisposable
{
    private readonly LoopScript _script = new();
    private readonly FdPair _a = new();
    private readonly FdPair _b = new();

    private EpollLoop Loop => _script.Loop;

    [TearDown]
    public void Dispose()
    {
        _script.Dispose();
        _a.Dispose();
        _b.Dispose();
    }

    [Test]
    public void Event_comes_once_with_the_tag_of_its_descriptor([Values(0, 1)] int tag)
    {
        var source = _script.Watch(_a.Near, tag);
        Send(_a.Far);
        _script.Run(() => { }, () => { }, () => { });
        Assert.That(source.Events, Is.EqualTo([(tag, Readiness.Readable | Readiness.Writable)]));
    }

    [Test]
    public void Source_with_two_descriptors_is_told_which_one_is_ready()
    {
        var source = _script.Watch(_a.Near, 0);
        Loop.Watch(source, 1, _b.Near).OrThrow("epoll_ctl");
        _script.Run(source.Events.Clear, () => Send(_b.Far), () => { });
        Assert.That(source.Events, Is.EqualTo([(1, Readiness.Readable | Readiness.Writable)]));
    }

    [Test]
    public void Peer_that_shuts_down_and_one_that_leaves_are_told_apart()
    {
        var (a, b) = (_script.Watch(_a.Near), _script.Watch(_b.Near));
        StreamSockets.ShutdownSend(_a.Far);
        _b.Close(_b.Far);
        _script.Run(() => { });
        const Readiness FinCame = Readiness.Readable | Readiness.PeerClosed;
        Assert.That(a.Events.Single().Events & ~Readiness.Writable, Is.EqualTo(FinCame));
        Assert.That(b.Events.Single().Events & ~Readiness.Writable, Is.EqualTo(FinCame | Readiness.HangUp));
    }

    [Test]
    public void Source_that_is_detached_in_a_batch_gets_nothing_of_the_rest_of_it()
    {
        var (a, b) = (_script.Watch(_a.Near), _script.Watch(_b.Near));
        a.Ready = (_, _) => Loop.Detach(b);
        b.Ready = (_, _) => Loop.Detach(a);
        _script.Run(() => { }, () => { });
        Assert.That(a.Events.Count + b.Events.Count, Is.EqualTo(1));
    }

    [Test]
    public void Event_of_a_descriptor_whose_number_is_reused_in_the_batch_reaches_nobody()
    {
        using var reuse = new FdPair();
        TestSource? successor = null;
        var (a, b) = (_script.Watch(_a.Near), _script.Watch(_b.Near));
        a.Ready = (_, _) => Reuse(b, _b.Near);
        b.Ready = (_, _) => Reuse(a, _a.Near);
        Send(_a.Far);
        Send(_b.Far);
        List<(int, Readiness)> first = [];
        _script.Run(
            () => first.AddRange(successor!.Events),
            () => { },
            () => Send(reuse.Near),
            () => { });
        Assert.That(first, Is.Empty, "it got the event of the descriptor that had its number");
        Assert.That(successor!.HasRead, "it did not get its own event");

        // Closes the descriptor, gives its number to another socket, and its source's slot to another source.
        void Reuse(TestSource victim, int number)
        {
            if (successor is not null) return;
            Loop.Detach(victim);
            Assert.That(TestLibC.dup2(reuse.Far, number), Is.EqualTo(number));
            successor = _script.Watch(number);
        }
    }

    [Test]
    public void Source_that_detaches_itself_in_its_event_gets_no_other()
    {
        var source = _script.Watch(_a.Near);
        Loop.Watch(source, 1, _b.Near).OrThrow("epoll_ctl");
        source.Ready = (_, _) =>
        {
            Loop.Detach(source);
            Loop.Detach(source);
        };
        _script.Run(() => Send(_a.Far), () => { });
        Assert.That(source.Events, Has.Count.EqualTo(1));
    }

    [Test]
    public void Source_that_came_back_gets_only_events_of_its_new_stay()
    {
        var (a, b) = (_script.Watch(_a.Near), _script.Watch(_b.Near));
        a.Ready = (_, _) => ComeBack(b);
        b.Ready = (_, _) => ComeBack(a);
        _script.Run(() => { }, () => { });
        Assert.That(a.Events.Count + b.Events.Count, Is.EqualTo(1));

        void ComeBack(TestSource source)
        {
            Loop.Detach(source);
            Loop.Attach(source);
        }
    }

    [Test]
    public void Listener_is_told_again_of_connections_that_it_left()
    {
        var listener = ListeningSockets.Listen(SocketAddress.Of(System.Net.IPAddress.Loopback, 0), 8).Count;
        var source = _script.Attach();
        Loop.WatchListener(source, listener).OrThrow("epoll_ctl");
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", ListeningSockets.PortOf(listener));
        TestLibC.WaitFor(listener, TestLibC.POLLIN);
        _script.Run(() => { }, () => { });
        StreamSockets.Close(listener);
        Assert.That(source.Events, Is.EqualTo([(0, Readiness.Readable), (0, Readiness.Readable)]));
    }

    [Test]
    public void Descriptor_that_is_not_watched_any_more_has_no_events_and_can_be_watched_again()
    {
        var source = _script.Watch(_a.Near);
        Loop.Unwatch(_a.Near);
        Send(_a.Far);
        var before = -1;
        _script.Run(
            () => { },
            () => before = source.Events.Count,
            () => Loop.Watch(source, 1, _a.Near).OrThrow("epoll_ctl"),
            () => { });
        Assert.That(before, Is.Zero);
        Assert.That(source.Events, Is.EqualTo([(1, Readiness.Readable | Readiness.Writable)]));
    }

    [Test]
    public void Urgent_data_is_told()
    {
        using var pair = new TcpPair();
        var source = _script.Watch(pair.Fd);
        pair.Peer.Send("!"u8, System.Net.Sockets.SocketFlags.OutOfBand);
        TestLibC.WaitFor(pair.Fd, TestLibC.POLLPRI);
        _script.Run(() => { });
        Assert.That(source.Events.Single().Events.HasAny(Readiness.Urgent));
    }

    [Test]
    public void Bad_descriptor_is_an_errno() =>
        Assert.That(Loop.Watch(_script.Attach(), 0, -1).Errno, Is.EqualTo(Errno.EBADF));

    [Test]
    public void Source_that_is_not_attached_cannot_watch() =>
        Assert.That(() => Loop.Watch(new TestSource(), 0, _a.Near), Throws.InvalidOperationException);

    [Test]
    public void Thousand_descriptors_that_are_ready_at_once_are_all_served()
    {
        var pairs = Enumerable.Range(0, 1000).Select(_ => new FdPair()).ToArray();
        var sources = pairs.Select(pair => _script.Watch(pair.Near)).ToArray();
        _script.Run(() => { }, () => { });
        foreach (var pair in pairs) pair.Dispose();
        Assert.That(sources.Select(s => s.Events.Count), Is.All.EqualTo(1));
    }

    private static void Send(int fd) => Assert.That(StreamSockets.Send(fd, "x"u8).Count, Is.EqualTo(1));
}
