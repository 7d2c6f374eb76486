using System.Net;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Sessions;

public sealed class SessionSelectionTests
{
    private static readonly NetAddress Backend = NetAddress.FromIp(IPAddress.Loopback, 6379);

    [TestCase(SessionRank.Age, "3 2 1")]
    [TestCase(SessionRank.Bytes, "2 1 3")]
    [TestCase(SessionRank.Idle, "1 3 2")]
    public void The_sessions_come_in_the_order_that_was_asked_for(SessionRank rank, string order)
    {
        var selection = new SessionSelection(new SessionFilter { Rank = rank });
        selection.Offer(Session(1) with { Age = 10, Idle = 9, BytesUploaded = 5 });
        selection.Offer(Session(2) with { Age = 20, Idle = 1, BytesUploaded = 3, BytesDownloaded = 4 });
        selection.Offer(Session(3) with { Age = 30, Idle = 5 });
        Assert.That(Ids(selection.ToList()), Is.EqualTo(order));
    }

    [Test]
    public void Where_they_are_equal_the_one_that_began_first_comes_first()
    {
        var selection = new SessionSelection(new SessionFilter { Limit = 3 });
        foreach (var id in (ulong[])[4, 2, 5, 1, 3]) selection.Offer(Session(id));
        Assert.That(Ids(selection.ToList()), Is.EqualTo("1 2 3"));
    }

    [TestCase(0, 2, "9 8")]
    [TestCase(3, 4, "6 5 4 3")]
    [TestCase(8, 5, "1")]
    [TestCase(9, 5, "")]
    [TestCase(0, 0, "")]
    [TestCase(-1, 1, "9")]
    public void A_page_is_cut_out_of_all_that_fit_and_all_are_counted(int offset, int limit, string page)
    {
        var (one, two) = (Selection(), Selection());
        for (var id = 1UL; id <= 9; id++) (id % 3 == 0 ? one : two).Offer(Session(id) with { Age = (long)id });
        one.Merge(two);
        var list = one.ToList();
        Assert.That((list.Total, Ids(list)), Is.EqualTo((9, page)));

        SessionSelection Selection() => new(new SessionFilter { Offset = offset, Limit = limit });
    }

    [Test]
    public void No_page_is_longer_than_the_limit_of_the_product()
    {
        var selection = new SessionSelection(new SessionFilter { Limit = int.MaxValue, Offset = 1 });
        for (var id = 0UL; id < 2000; id++) selection.Offer(Session(id));
        var list = selection.ToList();
        Assert.That((list.Total, list.Sessions.Count), Is.EqualTo((2000, Limits.SessionPageMax)));
    }

    private static IEnumerable<TestCaseData> Filters =>
    [
        Case(new SessionFilter(), fits: true, "all"),
        Case(new SessionFilter { Listener = "in" }, fits: true, "its listener"),
        Case(new SessionFilter { Listener = "IN" }, fits: false, "another listener"),
        Case(new SessionFilter { Pool = "db" }, fits: true, "its pool"),
        Case(new SessionFilter { Pool = "web" }, fits: false, "another pool"),
        Case(new SessionFilter { Backend = Backend }, fits: true, "its backend"),
        Case(new SessionFilter { Backend = NetAddress.FromUnix("/x") }, fits: false, "another backend"),
        Case(new SessionFilter { AgeMin = TimeSpan.FromSeconds(10) }, fits: true, "old enough"),
        Case(new SessionFilter { AgeMin = TimeSpan.FromSeconds(11) }, fits: false, "too young"),
        Case(new SessionFilter { IdleMin = TimeSpan.FromSeconds(5) }, fits: true, "idle enough"),
        Case(new SessionFilter { IdleMin = TimeSpan.FromSeconds(6) }, fits: false, "too busy"),
        Case(new SessionFilter { Client = IPNetwork.Parse("10.1.0.0/16") }, fits: true, "its network"),
        Case(new SessionFilter { Client = IPNetwork.Parse("10.2.0.0/16") }, fits: false, "another network"),
        Case(new SessionFilter { Client = IPNetwork.Parse("::/0") }, fits: false, "another family"),
        Case(new SessionFilter { Listener = "in", Pool = "web" }, fits: false, "all must fit"),
    ];

    [TestCaseSource(nameof(Filters))]
    public void A_session_fits_a_filter_when_everything_does_that_is_asked_for(SessionFilter filter, bool fits) =>
        Assert.That(filter.Fits(Session(1) with { Age = 10_000, Idle = 5000 }), Is.EqualTo(fits));

    [Test]
    public void A_client_of_a_unix_socket_is_of_no_network() =>
        Assert.That(
            new SessionFilter { Client = IPNetwork.Parse("0.0.0.0/0") }.Fits(Session(1) with { Client = default }),
            Is.False);

    private static TestCaseData Case(SessionFilter filter, bool fits, string name) =>
        new TestCaseData(filter, fits).SetArgDisplayNames(name);

    private static SessionInfo Session(ulong id) => new()
    {
        Id = id,
        Client = new ClientAddress([10, 1, 2, 3], 4000),
        Listener = "in",
        Pool = "db",
        Backend = Backend,
        Phase = SessionPhase.Relaying,
        Age = 0,
        Idle = 0,
    };

    private static string Ids(SessionList list) => string.Join(' ', list.Sessions.Select(session => session.Id));
}
