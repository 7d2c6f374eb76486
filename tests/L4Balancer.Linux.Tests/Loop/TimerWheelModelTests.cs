using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>
/// Compares the wheel with a model that is obviously correct: a dictionary of times, searched in full.
/// </summary>
internal sealed class TimerWheelModelTests
{
    private const int Sequences = 2000;
    private const int StepsMax = 60;

    private readonly Dictionary<TestSource, long> _due = [];
    private TimerWheel _wheel = new(TestCalls.Faultless, origin: 0);
    private TestSource[] _sources = [];
    private Random _random = new(0);
    private long _now;
    private long _target;

    [Test]
    public void Random_sequences_are_as_in_the_model()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        for (var i = 0; i < Sequences; i++)
        {
            Begin(new Random(seed + i));
            for (var step = _random.Next(StepsMax); step >= 0; step--) TakeStep();
            Advance(_now + (1L << 43));
            Assert.That(_due, Is.Empty, $"seed {seed}, sequence {i}: timers were left out");
        }
    }

    private void Begin(Random random)
    {
        var origin = random.Next(3) == 0 ? random.NextInt64(-(1L << 60), 1L << 60) : 0;
        (_random, _wheel, _now) = (random, new TimerWheel(TestCalls.Faultless, origin), origin);
        _due.Clear();
        _sources = [.. Enumerable.Range(0, 1 + _random.Next(12)).Select(_ => new TestSource())];
        foreach (var source in _sources) source.Timer = () => Fire(source);
    }

    private void TakeStep()
    {
        var source = _sources[_random.Next(_sources.Length)];
        switch (_random.Next(4))
        {
            case 0:
                _wheel.Cancel(source);
                _due.Remove(source);
                break;
            case 1:
                Advance(_now + Distance());
                break;
            default:
                Set(source, _now);
                break;
        }

        var earliest = _due.Count == 0 ? long.MaxValue : _due.Values.Min();
        Assert.That(_wheel.Next, _due.Count == 0 ? Is.EqualTo(earliest) : Is.LessThanOrEqualTo(earliest));
        Assert.That(_wheel.Next, Is.GreaterThan(_now), "there is work for a moment that has passed");
    }

    private void Set(TestSource source, long now)
    {
        var due = now + Distance() - 2;
        _wheel.Set(source, due);
        _due[source] = Math.Max(due, now + 1);
    }

    private void Advance(long target)
    {
        _target = target;
        _wheel.Advance(target);
        _now = target;
        Assert.That(_due.Values.Where(due => due <= target), Is.Empty, "a timer was passed over");
    }

    /// <summary>A timer fires in order and not early; some timers set themselves or others meanwhile.</summary>
    private void Fire(TestSource source)
    {
        Assert.That(_due.Remove(source, out var due), "a timer that is not set was due");
        Assert.That(due, Is.LessThanOrEqualTo(_target).And.GreaterThan(_now), "a timer was early or late");
        Assert.That(_due.Values.Where(other => other < due), Is.Empty, "an earlier timer is still waiting");
        if (_random.Next(3) == 0) Set(_sources[_random.Next(_sources.Length)], due);
    }

    /// <summary>Short and long ones alike, and often right next to a boundary of the wheels.</summary>
    private long Distance()
    {
        var border = 1L << _random.Next(36);
        return _random.Next(2) == 0 ? _random.NextInt64(border + 1) : Math.Max(0, border + _random.Next(-3, 4));
    }
}
