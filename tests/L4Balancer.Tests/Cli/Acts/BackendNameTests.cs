using L4Balancer.Admin.Model;
using L4Balancer.Cli.Acts;
using L4Balancer.Cli.Connection;
using L4Balancer.Tests.Cli.Top;

namespace L4Balancer.Tests.Cli.Acts;

/// <summary>How an operator can refer to a backend.</summary>
internal sealed class BackendNameTests
{
    private static readonly PoolSnapshot[] Pools =
    [
        Pool("db", ("10.0.0.1:3306", null), ("10.0.0.12:3306", null), ("10.0.0.12:3307", null)),
        Pool("web", ("10.0.0.1:80", "one.test:80"), ("[::1]:81", null), ("unix:/run/web.sock", null)),
    ];

    [TestCase("db/10.0.0.1:3306", "db/10.0.0.1:3306")]
    [TestCase("db/10.0.0.1", "db/10.0.0.1:3306")]
    [TestCase("db/3307", "db/10.0.0.12:3307")]
    [TestCase("db/:3307", "db/10.0.0.12:3307")]
    [TestCase("10.0.0.1:80", "web/10.0.0.1:80")]
    [TestCase("web/one.test", "web/10.0.0.1:80")]
    [TestCase("one.test:80", "web/10.0.0.1:80")]
    [TestCase("::1", "web/[::1]:81")]
    [TestCase("web/[::1]", "web/[::1]:81")]
    [TestCase("web/unix:/run/web.sock", "web/unix:/run/web.sock")]
    [TestCase("unix:/run/web.sock", "web/unix:/run/web.sock")]
    [TestCase("web/web.sock", "web/unix:/run/web.sock")]
    public void A_unique_part_is_enough(string text, string meant) =>
        Assert.That(BackendName.Find(Pools, text).ToString(), Is.EqualTo(meant));

    [TestCase("10.0.0.1", "db/10.0.0.1:3306, web/10.0.0.1:80")]
    [TestCase("db/10.0.0.12", "db/10.0.0.12:3306, db/10.0.0.12:3307")]
    [TestCase("db/3306", "db/10.0.0.1:3306, db/10.0.0.12:3306")]
    public void An_ambiguous_part_lists_the_candidates(string text, string candidates)
    {
        var refused = Assert.Throws<AdminException>(() => BackendName.Find(Pools, text));
        Assert.That(refused!.Message, Does.Contain(candidates));
        Assert.That(refused.ExitCode, Is.EqualTo(L4Balancer.Cli.ExitCodes.Refused));
    }

    [TestCase("db/10.0.0")]
    [TestCase("db/10.0.0.1:330")]
    [TestCase("db/330")]
    [TestCase("nowhere/10.0.0.1:80")]
    public void A_prefix_does_not_match(string text) =>
        Assert.That(Assert.Throws<AdminException>(() => BackendName.Find(Pools, text))!.Message,
            Does.StartWith($"there is no backend \"{text}\"; known: "));

    private static PoolSnapshot Pool(string name, params (string Address, string? Entry)[] backends)
    {
        var pool = Moments.Snapshot(0, 0, 0, 0, 0).Pools[0];
        return pool with
        {
            Name = name,
            Backends =
            [
                .. backends.Select(b => pool.Backends[0] with { Address = b.Address, Entry = b.Entry ?? b.Address }),
            ],
        };
    }
}
