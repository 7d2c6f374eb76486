using System.Collections.Concurrent;
using L4Balancer.Telemetry.Access;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>Many threads add records, one takes them out.</summary>
internal sealed class RecordQueueTests
{
    private const int Threads = 4;
    private const int PerThread = 50_000;

    [TestCase(16)]
    [TestCase(1024)]
    public void Every_record_comes_out_once_in_the_order_of_its_thread(int length)
    {
        var queue = new RecordQueue(length);
        var accepted = new ConcurrentBag<ulong>();
        var seen = new List<ulong>();
        var writers = Enumerable.Range(0, Threads).Select(t => new Thread(() => Fill(queue, (ulong)t, accepted)))
            .ToArray();
        foreach (var writer in writers) writer.Start();
        while (Array.Exists(writers, writer => writer.IsAlive) || queue.HasNext)
        {
            if (queue.TryTake(out var record, out var timestamp)) seen.Add(record.Id);
            else Thread.Yield();
            Assert.That(timestamp, Is.EqualTo((long)record.Id), "A record keeps its own time.");
        }

        Assert.That(seen, Is.EquivalentTo(accepted));
        Assert.That(seen, Is.Not.Empty);
        foreach (var ofThread in seen.GroupBy(id => id >> 32)) Assert.That(ofThread, Is.Ordered);
    }

    [Test]
    public void A_full_queue_refuses_records_until_there_is_room()
    {
        var queue = new RecordQueue(4);
        for (var i = 0; i < 4; i++) Assert.That(queue.TryAdd(Records.Ended((ulong)i), i), Is.True);
        Assert.That(queue.TryAdd(Records.Ended(4), 4), Is.False);
        Assert.That(queue.TryTake(out var first, out _), Is.True);
        Assert.That(first.Id, Is.Zero);
        Assert.That(queue.TryAdd(Records.Ended(5), 5), Is.True);
        Assert.That(queue.TryAdd(Records.Ended(6), 6), Is.False);
    }

    [Test]
    public void It_is_half_full_when_more_than_half_of_it_waits()
    {
        var queue = new RecordQueue(4);
        queue.TryAdd(Records.Ended(1), 0);
        Assert.That(queue.IsHalfFull, Is.False);
        queue.TryAdd(Records.Ended(2), 0);
        Assert.That(queue.IsHalfFull, Is.True);
        queue.TryTake(out _, out _);
        Assert.That(queue.IsHalfFull, Is.False);
    }

    [Test]
    public void An_empty_queue_returns_nothing()
    {
        var queue = new RecordQueue(4);
        Assert.That(queue.HasNext, Is.False);
        Assert.That(queue.TryTake(out _, out _), Is.False);
    }

    private static void Fill(RecordQueue queue, ulong thread, ConcurrentBag<ulong> accepted)
    {
        for (var i = 1UL; i <= PerThread; i++)
        {
            var id = (thread << 32) | i;
            if (queue.TryAdd(Records.Ended(id), (long)id)) accepted.Add(id);
        }
    }
}
