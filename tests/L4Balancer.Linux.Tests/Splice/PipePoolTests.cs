using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Splice;
using L4Balancer.Linux.Tests.Loop;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Splice;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PipePoolTests : IDisposable
{
    private const int Size = 64 * 1024;
    private const int KeptMax = 64;

    private readonly LoopScript _script = new();

    [TearDown]
    public void Dispose() => _script.Dispose();

    [Test]
    public void Empty_pipe_is_used_again()
    {
        using var pool = Make(Size, Size, 1000);
        var pipe = pool.TryRent()!;
        pool.Return(pipe);
        Assert.That(pool.TryRent(), Is.SameAs(pipe));
        pipe.Dispose();
    }

    [Test]
    public void Next_renter_sees_only_its_own_bytes()
    {
        using var pool = Make(Size, Size, 1000);
        using var one = new FdPair();
        using var other = new FdPair();
        StreamSockets.Send(one.Far, "secret of one session"u8);
        var left = pool.TryRent()!;
        left.Fill(one.Near).OrThrow("splice");
        pool.Return(left);

        StreamSockets.Send(other.Far, "own"u8);
        using var pipe = pool.TryRent()!;
        Assert.That((pipe == left, pipe.Held), Is.EqualTo((false, 0)));
        Assert.That(pipe.Fill(other.Near).Count, Is.EqualTo(3));
        Assert.That(pipe.Drain(other.Near).Count, Is.EqualTo(3));
        var buffer = new byte[64];
        Assert.That(StreamSockets.Receive(other.Far, buffer).Count, Is.EqualTo(3));
        Assert.That(buffer[..3], Is.EqualTo("own"u8.ToArray()));
    }

    [Test]
    public void Pipe_with_bytes_in_it_is_closed_when_it_comes_back()
    {
        using var pool = Make(4096, 4096, 1000);
        using var pair = new FdPair();
        var before = OpenPipes.CountOfLive();
        for (var i = 0; i < 100; i++)
        {
            StreamSockets.Send(pair.Far, "x"u8);
            var pipe = pool.TryRent()!;
            pipe.Fill(pair.Near).OrThrow("splice");
            pool.Return(pipe);
        }

        Assert.That(OpenPipes.Count() - before, Is.LessThan(100));
    }

    [Test]
    public void Pool_keeps_a_bounded_number_of_pipes()
    {
        using var pool = Make(4096, 4096, 1000);
        var pipes = Enumerable.Range(0, KeptMax + 5).Select(_ => pool.TryRent()!).ToArray();
        foreach (var pipe in pipes) pool.Return(pipe);
        var again = Enumerable.Range(0, KeptMax + 5).Select(_ => pool.TryRent()!).ToArray();
        Assert.That(again.Intersect(pipes).Count(), Is.EqualTo(KeptMax));
        foreach (var pipe in again) pipe.Dispose();
    }

    [Test]
    public void Pool_has_no_more_pipes_than_it_may_have()
    {
        using var pool = Make(4096, 4096, 2);
        var (first, second) = (pool.TryRent()!, pool.TryRent()!);
        Assert.That(pool.TryRent(), Is.Null);
        pool.Return(first);
        Assert.That(pool.TryRent(), Is.SameAs(first));
        using (var pair = new FdPair())
        {
            StreamSockets.Send(pair.Far, "x"u8);
            second.Fill(pair.Near).OrThrow("splice");
        }

        pool.Return(second);
        using var third = pool.TryRent();
        Assert.That(third, Is.Not.Null, "One that was closed makes room for another.");
        first.Dispose();
    }

    [Test]
    public void Pool_that_may_not_make_a_pipe_gives_one_that_is_free()
    {
        using var pool = Make(4096, 4096, 2);
        Assert.That(pool.TryRent(mayMake: false), Is.Null);
        var pipe = pool.TryRent()!;
        pool.Return(pipe);
        Assert.That(pool.TryRent(mayMake: false), Is.SameAs(pipe));
        pipe.Dispose();
    }

    [Test]
    public void Pool_without_pipes_gives_none_when_none_can_be_made()
    {
        using var pool = Make(Size, Size, 1000);
        var kept = pool.TryRent()!;
        pool.Return(kept);
        KernelPipe? first = null, second = kept;
        TestLibC.WithoutDescriptors(() => (first, second) = (pool.TryRent(), pool.TryRent()));
        Assert.That((first, second), Is.EqualTo((kept, (KernelPipe?)null)));
        kept.Dispose();
    }

    [Test]
    public void Pool_closes_the_pipes_of_a_peak_that_nobody_needed_since()
    {
        using var pool = Make(4096, 4096, 1000);
        var before = OpenPipes.CountOfLive();
        var pipes = Enumerable.Range(0, KeptMax).Select(_ => pool.TryRent()!).ToArray();
        foreach (var pipe in pipes) pool.Return(pipe);
        Assert.That(OpenPipes.Count() - before, Is.EqualTo(2 * KeptMax));
        _script.Run(Pass, Pass, Pass, Pass, Pass);
        Assert.That(OpenPipes.Count() - before, Is.EqualTo(2 * 2));

        void Pass() => _script.Clock += StockTrimmer.Period;
    }

    private PipePool Make(int capacity, int capacityMin, int max) =>
        new(new StockTrimmer(_script.Loop), capacity, capacityMin, max);
}
