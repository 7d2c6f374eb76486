using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;

namespace L4Balancer.Core.Tests.Control;

public sealed class WeightMeasuringTests
{
    private static readonly PoolConfig Measured = Controlled.Pool(
        "p", Controlled.Entry(1), Controlled.Entry(2, weight: 2), Controlled.Entry(3, tier: 1))
        with
    { WeighBy = WeighBy.ResponseTime };

    private readonly Dictionary<int, ResponseTotals> _totals = [];
    private Controlled _pool = Controlled.With(Measured);

    [SetUp]
    public void Begin()
    {
        _totals.Clear();
        _pool = Controlled.With(Measured);
    }

    [Test]
    public void A_slow_backend_gets_less_and_the_sum_of_the_weights_stays()
    {
        Intervals(12, (1, 4000), (2, 1000));
        Assert.That(_pool.Weight(1), Is.EqualTo(33).Within(5));
        Assert.That(_pool.Weight(1) + _pool.Weight(2), Is.EqualTo(300).Within(3));
    }

    [Test]
    public void Weights_are_published_as_steps_and_only_when_they_change()
    {
        Intervals(12, (1, 4000), (2, 1000));
        Assert.That(_pool.Published, Is.InRange(3, 12));
        _pool.Forget();
        Intervals(10, (1, 4000), (2, 1000));
        Assert.That(_pool.Published, Is.Zero);
    }

    [Test]
    public void The_first_interval_only_begins_to_count()
    {
        _totals[1] = new ResponseTotals(1000, 1000 * 9000);
        _totals[2] = new ResponseTotals(1000, 1000 * 10);
        Read();
        Assert.That(_pool.Weight(1), Is.EqualTo(100));
    }

    [Test]
    public void Few_responses_are_collected_until_they_make_a_reading()
    {
        Intervals(1, (1, 4000), (2, 1000));
        Intervals(3, responses: 3, (1, 4000), (2, 1000));
        Assert.That(_pool.Weight(1), Is.EqualTo(100));
        Intervals(1, responses: 3, (1, 4000), (2, 1000));
        Assert.That(_pool.Weight(1), Is.LessThan(90));
    }

    [Test]
    public void A_backend_with_nothing_but_very_long_responses_is_slow()
    {
        Intervals(1, (1, 4000), (2, 1000));
        for (var i = 0; i < 5; i++)
        {
            _totals[1] = _totals[1] with { Long = _totals[1].Long + 20 };
            Intervals(1, (2, 1000));
        }

        Assert.That(_pool.Weight(1), Is.LessThan(50));
    }

    [Test]
    public void What_was_measured_is_forgotten_when_a_backend_stops_serving()
    {
        Intervals(12, (1, 4000), (2, 1000));
        _pool.Intend(1, BackendIntent.Maintenance);
        _pool.Intend(1, BackendIntent.Ready);
        Assert.That(_pool.Weight(1), Is.EqualTo(100));
    }

    [Test]
    public void Without_the_key_weights_are_as_configured_again()
    {
        Intervals(12, (1, 4000), (2, 1000));
        _pool.Reload(Measured with { WeighBy = WeighBy.None });
        Assert.That((_pool.Weight(1), _pool.Weight(2)), Is.EqualTo((100, 200)));
        Intervals(3, (1, 4000), (2, 1000));
        Assert.That((_pool.Weight(1), _pool.Weight(2)), Is.EqualTo((100, 200)));
    }

    [Test]
    public void A_reload_that_does_not_concern_it_keeps_what_was_measured()
    {
        Intervals(12, (1, 4000), (2, 1000));
        var weight = _pool.Weight(1);
        _pool.Reload(Measured with { OnDown = OnDownAction.Reset });
        Assert.That(_pool.Weight(1), Is.EqualTo(weight));
    }

    [Test]
    public void An_unknown_pool_is_ignored() =>
        Assert.That(_pool.Do(new SignalsRead("gone", ImmutableDictionary<NetAddress, ResponseTotals>.Empty)), Is.Empty);

    private void Intervals(int count, params (int Backend, long Microseconds)[] means) =>
        Intervals(count, responses: 100, means);

    private void Intervals(int count, int responses, params (int Backend, long Microseconds)[] means)
    {
        for (var i = 0; i < count; i++)
        {
            foreach (var (backend, mean) in means)
            {
                var before = _totals.GetValueOrDefault(backend);
                _totals[backend] = new(before.Count + responses, before.Microseconds + responses * mean);
            }

            Read();
        }
    }

    private void Read()
    {
        _pool.At(_pool.Now + 1);
        var read = _totals.ToImmutableDictionary(entry => Controlled.Address(entry.Key), entry => entry.Value);
        _pool.Do(new SignalsRead("p", read));
    }
}
