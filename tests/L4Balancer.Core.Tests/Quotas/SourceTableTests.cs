using System.Buffers.Binary;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Quotas;

/// <summary>The limits of sources, and their memory.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SourceTableTests
{
    /// <summary>Milliseconds: within its minute, tenths of a second exceed 31 bits.</summary>
    private const long SevenYears = int.MaxValue * 100L - 35_000;

    private static readonly SourceRule TwoSessions = new(new PerSourceConfig { MaxConnections = 2, Ipv4Prefix = 24 });

    private static readonly SourceRule TenPerSecond =
        new(new PerSourceConfig { ConnectionRate = new ConnectionRateConfig { Rate = 10, Burst = 20 } });

    private readonly SourceTable _table = new(1024, seed: 42);

    [Test]
    public void Source_is_the_masked_address_and_its_sessions_are_limited()
    {
        var first = Admitted("10.0.0.1");
        Admitted("10.0.0.2");
        Assert.That(Enter("10.0.0.3", TwoSessions), Is.EqualTo(SourceVerdict.Full));
        Admitted("10.0.1.1");
        first.Leave();
        Admitted("10.0.0.255");
        Assert.That(Enter("10.0.0.255", TwoSessions), Is.EqualTo(SourceVerdict.Full));
    }

    [Test]
    public void Listeners_and_prefixes_have_sources_of_their_own()
    {
        Admitted("10.0.0.1");
        Admitted("10.0.0.1");
        Assert.That(Enter("10.0.0.1", TwoSessions, listener: 2), Is.EqualTo(SourceVerdict.Admitted));
        var wider = new SourceRule(new PerSourceConfig { MaxConnections = 2, Ipv4Prefix = 16 });
        Assert.That(Enter("10.0.0.1", wider), Is.EqualTo(SourceVerdict.Admitted));
        Assert.That(_table.Tracked, Is.EqualTo(3));
    }

    [TestCase("10.1.2.3", ExpectedResult = "10.1.2.0/24")]
    [TestCase("255.255.255.255", ExpectedResult = "255.255.255.0/24")]
    [TestCase("2001:db8:1:2:3:4:5:6", ExpectedResult = "2001:db8:1:2::/64")]
    [TestCase("::1", ExpectedResult = "::/64")]
    public string Source_is_shown_as_its_network(string client)
    {
        Admitted(client);
        return _table.Top(SourceOrder.Sessions, listener: 0, limit: 5, now: 0)[0].Source;
    }

    [Test]
    public void Rate_is_per_source_and_refused_clients_take_no_token()
    {
        for (var i = 0; i < 20; i++)
            Assert.That(Enter("10.0.0.1", TenPerSecond), Is.EqualTo(SourceVerdict.Admitted));
        for (var i = 0; i < 50; i++)
            Assert.That(Enter("10.0.0.1", TenPerSecond), Is.EqualTo(SourceVerdict.TooFast));
        Assert.That(Enter("10.0.0.2", TenPerSecond), Is.EqualTo(SourceVerdict.Admitted));
        Assert.That(Enter("10.0.0.1", TenPerSecond, now: 100), Is.EqualTo(SourceVerdict.Admitted));
        var top = _table.Top(SourceOrder.Refused, listener: 1, limit: 1, now: 100)[0];
        Assert.That((top.Source, top.Sessions), Is.EqualTo(("10.0.0.1", 21)));
        Assert.That((top.Arrivals, top.Refusals), Is.EqualTo((71, 50)).Within(0.2));
    }

    [TestCase(0L)]
    [TestCase(SevenYears)]
    public void Counts_fade_within_minutes(long start)
    {
        for (var i = 0; i < 600; i++) Enter("10.0.0.1", SourceRule.CountOnly, now: start + i * 100);
        Assert.That(Arrivals(start + 60_000), Is.InRange(370, 390), "10 per second for a minute: 600 x (1 - 1/e).");
        Assert.That(Arrivals(start + 120_000), Is.InRange(130, 145));
        Assert.That(_table.RefusedSince(1, start, start).Count, Is.Zero);

        double Arrivals(long now) => _table.Top(SourceOrder.Connections, 1, 1, now)[0].Arrivals;
    }

    [TestCase(0L)]
    [TestCase(SevenYears)]
    public void Refusals_are_counted_since_a_time(long start)
    {
        for (var i = 0; i < 3; i++) Enter("10.0.0.1", TwoSessions, now: start + 30_000);
        Assert.That(_table.RefusedSince(1, start, start + 40_000).Count, Is.EqualTo(1));
        Assert.That(_table.RefusedSince(1, start + 35_000, start + 40_000).Count, Is.Zero);
    }

    [Test]
    public void Sources_with_sessions_are_never_forgotten_and_others_are_admitted_uncounted_when_all_have_some()
    {
        var table = new SourceTable(16, seed: 1);
        var places = new List<SourcePlace>();
        for (var i = 0; i < 16; i++)
        {
            table.Enter(Client($"10.0.{i}.1"), TwoSessions, 1, 0, out var place);
            places.Add(place);
        }

        var verdict = table.Enter(Client("10.1.0.1"), TwoSessions, 1, 0, out var none);
        Assert.That(verdict, Is.EqualTo(SourceVerdict.Admitted));
        Assert.That((none.Table, table.Untracked, table.Evicted), Is.EqualTo(((SourceTable?)null, 1, 0)));
        none.Leave();
        places[3].Leave();
        table.Enter(Client("10.1.0.1"), TwoSessions, 1, 0, out var counted);
        Assert.That((counted.Index, table.Evicted), Is.EqualTo((places[3].Index, 1)));
        Assert.Throws<InvariantException>(() =>
        {
            counted.Leave();
            counted.Leave();
        });
    }

    [Test]
    public void Million_sources_leave_memory_bounded_honest_clients_served_and_a_known_abuser_limited()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = new SourceTable(SourceTable.CapacityFor(places: 30_000), seed: 7);
        var rule = new SourceRule(new PerSourceConfig
        {
            MaxConnections = 10,
            ConnectionRate = new ConnectionRateConfig { Rate = 1, Burst = 10 },
        });
        var honest = Enumerable.Range(0, 1000).Select(i => Client($"192.0.{i / 250}.{i % 250}")).ToArray();
        var abuser = Client("203.0.113.9");
        var (served, refused, abused) = (0, 0, 0);

        // A million sources in 10 s, each of which connects and leaves, as a botnet does; meanwhile each honest client
        // connects once per second, and the abuser a hundred times as often as it may.
        for (var i = 0; i < 1_000_000; i++)
        {
            var now = i / 100L;
            Visit(table, AttackerOf(i), rule, now);
            if (i % 100 == 0 && Visit(table, honest[i / 100 % 1000], rule, now)) served++;
            else if (i % 100 == 0) refused++;
            if (i % 1000 == 0 && Visit(table, abuser, rule, now)) abused++;
        }

        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Out.WriteLine(
            $"{table.Capacity} sources, {memory / 1024} KiB, {table.Evicted} evicted, {table.Forgotten} of them early, "
            + $"{table.Untracked} untracked; honest {served} served, {refused} refused; abuser {abused} of 1000");
        Assert.That(memory, Is.LessThan(table.Capacity * 60L));
        Assert.That((served, refused), Is.EqualTo((10_000, 0)), "Honest clients");
        Assert.That(abused, Is.InRange(19, 40), "10 at once and 1 per second for 10 s; a little more if forgotten.");
        Assert.That(table.Untracked, Is.Zero);
        Assert.That(table.Tracked, Is.EqualTo(table.Capacity));
    }

    [Test]
    public void Many_threads_keep_the_sessions_of_a_source_exactly()
    {
        var rule = new SourceRule(new PerSourceConfig { MaxConnections = 100 });
        var admitted = 0;
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (_table.Enter(Client("10.0.0.1"), rule, 1, 0, out var place) != SourceVerdict.Admitted) continue;
                if (i % 200 == 0) Interlocked.Increment(ref admitted);
                else place.Leave();
            }
        });
        var sessions = _table.Top(SourceOrder.Sessions, 1, 1, 0)[0].Sessions;
        Assert.That(sessions, Is.EqualTo(admitted).And.AtMost(100));
    }

    private static bool Visit(SourceTable table, in ClientAddress client, SourceRule rule, long now)
    {
        var verdict = table.Enter(client, rule, 1, now, out var place);
        place.Leave();
        return verdict == SourceVerdict.Admitted;
    }

    private static ClientAddress AttackerOf(int number)
    {
        Span<byte> ip = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(ip, 0x0B00_0000 + number);
        return new ClientAddress(ip, 1);
    }

    private SourcePlace Admitted(string client)
    {
        Assert.That(_table.Enter(Client(client), TwoSessions, 1, 0, out var place), Is.EqualTo(SourceVerdict.Admitted));
        return place;
    }

    private SourceVerdict Enter(string client, SourceRule rule, int listener = 1, long now = 0) =>
        _table.Enter(Client(client), rule, listener, now, out _);

    private static ClientAddress Client(string ip) => ClientAddress.Of(new IPEndPoint(IPAddress.Parse(ip), 1));
}
