using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using L4Balancer.Tests.Admin.Metrics;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.History;

/// <summary>The history goes on in another process.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HistoryHandoverTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly SnapshotHistory _old = new(Step);
    private readonly SnapshotHistory _new = new(Step);
    private BalancerSnapshot _now = SampleSnapshot.Create(SampleSnapshot.Backend("a"), SampleSnapshot.Backend("b"));

    [Test]
    public void A_history_goes_on_as_if_nothing_had_happened()
    {
        for (var i = 0; i < 200; i++) Pass(Step, _old);
        _new.Load(_old.Save());
        Compare();
        for (var i = 0; i < 50; i++) Pass(Step, _old, _new);
        Compare();
    }

    [Test]
    public void The_rates_across_a_handover_are_of_the_time_that_it_took()
    {
        for (var i = 0; i < 3; i++) Pass(Step, _old);
        _new.Load(_old.Save());
        Pass(TimeSpan.FromSeconds(15), _new);
        var series = _new.Report("db").Series.Single(s => s.Backend == "a");
        Assert.That(
            series.SessionsPerSecond.Select(rate => rate is { } known ? Math.Round(known, 3) : (double?)null),
            Is.EqualTo(new double?[] { null, 20, 20, null, null, 6.667 }), "two steps have no point");
    }

    [Test]
    public void A_backend_that_the_successor_does_not_have_stays_until_its_time_is_over()
    {
        Pass(Step, _old);
        _new.Load(_old.Save());
        _now = _now with { Pools = [_now.Pools[0] with { Backends = [_now.Pools[0].Backends[0]] }] };
        Pass(Step, _new);
        Assert.That(_new.Report("db").Series.Select(s => s.Backend), Is.EqualTo(new[] { null, "a", "b" }));
        for (var i = 0; i < 180; i++) Pass(Step, _new);
        Assert.That(_new.Report("db").Series.Select(s => s.Backend), Is.EqualTo(new[] { null, "a" }));
    }

    [Test]
    public void A_history_that_is_sent_once_more_replaces_the_first()
    {
        for (var i = 0; i < 3; i++) Pass(Step, _old);
        _new.Load(_old.Save());
        for (var i = 0; i < 3; i++) Pass(Step, _old);
        _new.Load(_old.Save());
        Compare();
    }

    [Test]
    public void Without_a_snapshot_there_is_nothing_to_go_on_with()
    {
        _new.Load(_old.Save());
        Pass(Step, _new);
        Assert.That(_new.Report("db").Series, Has.Count.EqualTo(3));
    }

    [Test]
    public void A_history_of_another_form_or_step_is_left_out()
    {
        Pass(Step, _old);
        new SnapshotHistory(TimeSpan.FromSeconds(1)).Load(_old.Save());
        _new.Load(new byte[] { 77, 1, 2, 3 });
        Assert.That(_new.Report(null).Series, Is.Empty);
    }

    [Test]
    public void A_history_that_is_cut_off_or_changed_is_a_format_exception_at_most()
    {
        for (var i = 0; i < 3; i++) Pass(Step, _old);
        var saved = _old.Save().ToArray();
        var random = new Random(Seeds.Next());
        for (var length = 0; length < saved.Length; length++) Try(saved[..length]);
        for (var round = 0; round < 3000; round++)
        {
            var changed = (byte[])saved.Clone();
            for (var i = random.Next(1, 4); i > 0; i--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Try(changed);
        }
    }

    private static void Try(byte[] bytes)
    {
        try
        {
            new SnapshotHistory(Step).Load(bytes);
        }
        catch (FormatException)
        {
            // As it should be.
        }
    }

    /// <summary>In five seconds, each backend gets 100 sessions with answers.</summary>
    private void Pass(TimeSpan time, params SnapshotHistory[] histories)
    {
        var pool = _now.Pools[0];
        _now = _now with
        {
            At = _now.At + time,
            Pools = [pool with { Backends = [.. pool.Backends.Select(Later)] }],
        };
        foreach (var history in histories) history.Add(_now);
    }

    private static BackendSnapshot Later(BackendSnapshot backend) => backend with
    {
        Picks = backend.Picks + 100,
        BytesUploaded = backend.BytesUploaded + 1000,
        ConnectTime = backend.ConnectTime with { Counts = [.. backend.ConnectTime.Counts.Select(count => count + 3)] },
        Signals = backend.Signals with
        {
            ResponseTime = new HistogramSnapshot
            {
                Bounds = [10],
                Counts = [(backend.Signals.ResponseTime?.Counts[0] ?? 0) + 100, 0],
                Sum = (backend.Signals.ResponseTime?.Sum ?? 0) + 0.25,
            },
        },
    };

    private void Compare()
    {
        foreach (var pool in new[] { null, "db" })
        {
            Assert.That(Json(_new.Report(pool)), Is.EqualTo(Json(_old.Report(pool))));
            Assert.That(Json(_new.Responses(pool, 10)), Is.EqualTo(Json(_old.Responses(pool, 10))));
            Assert.That(Json(_new.Capacity(_now, pool)), Is.EqualTo(Json(_old.Capacity(_now, pool))));
        }
    }

    private static string Json<T>(T value) =>
        System.Text.Encoding.UTF8.GetString(L4Balancer.Admin.Api.ApiJson.Bytes(value));
}
