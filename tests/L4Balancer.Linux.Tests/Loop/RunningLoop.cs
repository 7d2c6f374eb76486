using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>A loop on a thread of its own.</summary>
internal sealed class RunningLoop : IDisposable
{
    /// <summary>Longer than anything takes in a healthy loop.</summary>
    public static readonly TimeSpan LongWhile = TimeSpan.FromSeconds(30);

    private readonly Thread _thread;

    public RunningLoop(EpollLoop? loop = null)
    {
        Loop = loop ?? Faultless();
        _thread = new Thread(Loop.Run) { IsBackground = true };
        _thread.Start();
    }

    public EpollLoop Loop { get; }

    /// <summary>A loop whose sources are not expected to throw: that would end the test process.</summary>
    public static EpollLoop Faultless(TimeProvider? time = null) =>
        new(time ?? TimeProvider.System, static fault => Environment.FailFast("A source has thrown.", fault));

    /// <summary>
    /// Returns the answer of the question on the loop's thread. It is asked once all of the turn's mail was taken, so
    /// that it finds a loop with nothing left to do. A full mailbox is retried until it has room.
    /// </summary>
    public long Ask(Func<EpollLoop, long> question)
    {
        var answer = 0L;
        using var isAnswered = new ManualResetEventSlim();
        var asker = new TestSource();
        asker.Turn = () =>
        {
            answer = question(Loop);
            Loop.Detach(asker);
            isAnswered.Set();
        };
        Assert.That(SpinWait.SpinUntil(() => Loop.TryPost(Come), LongWhile), "the mailbox stays full");
        Assert.That(isAnswered.Wait(LongWhile), "the loop did not answer");
        return answer;

        void Come()
        {
            Loop.Attach(asker);
            Loop.Again(asker);
        }
    }

    /// <summary>Waits until <see cref="EpollLoop.Run"/> has returned.</summary>
    public bool Ends() => _thread.Join(LongWhile);

    public void Dispose()
    {
        Loop.Stop();
        Assert.That(Ends(), "the loop did not stop");
        Loop.Dispose();
    }
}
