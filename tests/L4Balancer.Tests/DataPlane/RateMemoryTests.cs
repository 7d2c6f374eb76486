using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Rates;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Rates that clients have used up are so in the next process, too.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RateMemoryTests : IDisposable
{
    private const int MiB = 1024 * 1024;
    private const long Now = 1_000_000;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(Now);
    private static readonly ConnectionRateConfig Slow = new() { Rate = 1, Burst = 10 };
    private static readonly SourceRule PerSource = new(new PerSourceConfig { ConnectionRate = Slow });

    private readonly Process _old = new("l", "other");
    private readonly Process _new = new("other", "more", "l");

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    [Test]
    public void A_listener_that_has_used_up_its_rate_gets_no_fresh_burst()
    {
        var rate = TokenRate.Of(Slow);
        for (var i = 0; i < 10; i++) Assert.That(_old["l"].Bucket.TryTake(rate, Now), Is.True);
        HandOver();
        Assert.That(_new["l"].Bucket.TryTake(rate, Now + 999), Is.False);
        Assert.That(_new["l"].Bucket.TryTake(rate, Now + 1000), Is.True);
        Assert.That(_new["other"].Bucket.TryTake(rate, Now), Is.True);
    }

    [Test]
    public void A_source_that_has_used_up_its_rate_gets_no_fresh_burst_and_others_are_not_charged_for_it()
    {
        ClientAddress[] clients =
            [new([10, 0, 0, 1], 1), new([0x20, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9], 1)];
        foreach (var client in clients)
        {
            for (var i = 0; i < 11; i++) Enter(_old, client, Now);
        }

        HandOver();
        foreach (var client in clients)
        {
            Assert.That(Enter(_new, client, Now), Is.EqualTo(SourceVerdict.TooFast));
            Assert.That(Enter(_new, client, Now + 2000), Is.EqualTo(SourceVerdict.Admitted));
        }

        Assert.That(Enter(_new, new ClientAddress([10, 0, 0, 2], 1), Now), Is.EqualTo(SourceVerdict.Admitted));
        var known = _new.State.Sources.Top(SourceOrder.Connections, _new["l"].Number, 10, Now);
        Assert.That(known.Select(s => s.Source), Is.SupersetOf(new[] { "10.0.0.1", "2001::/64" }));
        Assert.That(known.Single(s => s.Source == "10.0.0.1").Refusals, Is.EqualTo(2).Within(0.2));
        Assert.That(
            known.Single(s => s.Source == "10.0.0.1").Sessions, Is.EqualTo(1), "its own: the others are counted "
            + "when they arrive");
    }

    [Test]
    public void Thousands_of_sources_are_remembered_in_messages_of_a_bounded_size()
    {
        for (var i = 0; i < 40_000; i++) Enter(_old, Client(i), Now);
        Assert.That(_old.Memory.Save(Moment).Count(part => part.Name == "sources"), Is.EqualTo(3));
        HandOver();
        Assert.That(_new.State.Sources.Tracked, Is.EqualTo(40_000));
        Assert.That(_new.State.Sources.Evicted, Is.Zero);
    }

    [Test]
    public void Buckets_of_bytes_go_on_when_the_sessions_that_use_them_arrive()
    {
        var listener = new ListenerConfig
        {
            Name = "l",
            Bind = [],
            Pool = "p",
            RateLimit = new RateLimitConfig
            {
                Session = new ByteRateConfig { Upload = MiB },
                Source = new ByteRateConfig { Download = MiB },
            },
        };
        var (client, stranger) = (new ClientAddress([10, 0, 0, 1], 1), new ClientAddress([10, 0, 0, 2], 1));
        var before = _old.Rates.Join(listener, client, 7)!;
        var used = (Drain(before.Upload!), Drain(before.Download!));
        HandOver();
        var after = _new.Rates.Join(listener, client, 7)!;
        Assert.That(new[] { Drain(after.Upload!), Drain(after.Download!) }, Is.All.LessThan(MiB / 100), "one turn");
        var other = _new.Rates.Join(listener, stranger, 8)!;
        Assert.That((Drain(other.Upload!), Drain(other.Download!)), Is.EqualTo(used));
        Assert.That(after.Upload!.Due, Is.LessThan(Now + 100), "nobody waits for what was given back");
        _new.Memory.Settle();
        Assert.That(Drain(_new.Rates.Join(listener, client, 7)!.Upload!), Is.GreaterThan(0));
    }

    [Test]
    public void Parts_that_are_cut_off_or_changed_are_a_format_exception_at_most()
    {
        for (var i = 0; i < 100; i++) Enter(_old, Client(i), Now);
        var random = new Random(Seeds.Next());
        foreach (var (name, bytes) in _old.Memory.Save(Moment).ToArray())
        {
            for (var length = 0; length < bytes.Length; length += 7)
            {
                Assert.That(
                    () => _new.Memory.Load(name, bytes.AsMemory(0, length), Moment), Throws.TypeOf<FormatException>());
            }

            for (var round = 0; round < 2000; round++)
            {
                var changed = (byte[])bytes.Clone();
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                try
                {
                    _new.Memory.Load(name, changed, Moment);
                }
                catch (FormatException)
                {
                    // As it should be.
                }
            }
        }

        Assert.That(Enter(_new, Client(200), Now), Is.EqualTo(SourceVerdict.Admitted));
        Assert.That(_new.Memory.Load("later", default, Moment), Is.False, "of a version that remembers more");
    }

    private static ClientAddress Client(int number) =>
        new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number], 1);

    private static int Drain(DirectionRate rate)
    {
        var sum = 0;
        while (rate.Allowance(Now * 1000) is > 0 and var bytes)
        {
            sum += bytes;
            rate.Spend(bytes);
        }

        return sum;
    }

    private static SourceVerdict Enter(Process process, ClientAddress client, long now) =>
        process.State.Sources.Enter(client, PerSource, process["l"].Number, now, out _);

    private void HandOver()
    {
        foreach (var (name, bytes) in _old.Memory.Save(Moment))
            Assert.That(_new.Memory.Load(name, bytes, Moment), Is.True);
    }

    /// <summary>The part of an engine that limits rates.</summary>
    private sealed class Process : IDisposable
    {
        private readonly ListenerSlot[] _slots;

        public Process(params string[] listeners)
        {
            _slots = [.. listeners.Select(name => new ListenerSlot(name, State))];
            Memory = new RateMemory(State, Rates, () => _slots);
        }

        public AdmissionState State { get; } = new(100_000, (ulong)Random.Shared.NextInt64(), TimeProvider.System);

        public ByteRates Rates { get; } = new();

        public RateMemory Memory { get; }

        public ListenerSlot this[string name] => _slots.Single(slot => slot.Name == name);

        public void Dispose() => State.Dispose();
    }
}
