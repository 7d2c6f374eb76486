using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The differences that a reload would apply.</summary>
public sealed class ConfigDiffTests
{
    private const string Base =
        "listeners: { db: { bind: ':1', pool: db } }\npools: { db: { backends: [a:1, b:1] } }\n";

    [TestCase("a:1, b:1", "pools.db.backends[c:1]", null, "c:1", "a:1, b:1, c:1")]
    [TestCase("a:1, b:1", "pools.db.backends[b:1]", "b:1", null, "a:1")]
    [TestCase("a:1, b:1", "pools.db.backends[b:1].weight", "1", "5", "a:1, { address: b:1, weight: 5 }")]
    [TestCase(
        "a:1", "pools.db.backends[c:1]", null, "{ address: c:1, tier: 1, max-connections: 9 }",
        "a:1, { address: c:1, backup: true, max-connections: 9 }")]
    [TestCase("a:1, b:1, c:1", "pools.db.backends", "b:1, c:1", "c:1, b:1", "c:1, b:1", "pools.db.backends[a:1]")]
    [TestCase("'unix:/a b'", "pools.db.backends[unix:/a b].weight", "1", "2", "{ address: 'unix:/a b', weight: 2 }")]
    public void Backends_are_identified_by_their_addresses(
        string before, string path, string? valueBefore, string? valueAfter, string after, string? removed = null)
    {
        var differences = Between(Backends(before), Backends(after));
        var expected = new ConfigDifference(path, valueBefore, valueAfter);
        Assert.That(differences.Where(d => d.Path != removed), Is.EqualTo(new[] { expected }));
        Assert.That(differences.Any(d => d.Path == removed), Is.EqualTo(removed is not null));
    }

    [Test]
    public void Single_values_and_lists_are_shown_before_and_after() =>
        Assert.That(
            Between(Base, "engine: portable\nlisteners: { db: { bind: [':1', '[::1]:2'], pool: db } }\n"
                + "pools: { db: { health: { interval: 5s }, retries: 3, backends: [a:1, b:1] } }"),
            Is.EqualTo(new ConfigDifference[]
            {
                new("engine", "native", "portable"),
                new("listeners.db.bind", "*:1", "*:1, [::1]:2"),
                new("pools.db.health.interval", "2s", "5s"),
                new("pools.db.retries", "auto", "3"),
            }));

    [Test]
    public void A_part_on_one_side_only_is_shown_on_one_line()
    {
        const string More = "admin: { bind: 'unix:/a', hosts: [x.example, y.example] }\n"
            + "access-log: { to: stdout, sampling: [{ pool: db, reasons: drained, keep: 0 }, { keep: 1 }] }\n";
        var expected = new ConfigDifference[]
        {
            new("admin", null, "{ bind: [unix:/a], hosts: [x.example, y.example] }"),
            new(
                "access-log", null,
                "{ to: stdout, sampling: [{ pool: db, reasons: [drained], keep: 0 }, { keep: 1 }] }"),
        };
        Assert.That(Between(Base, Base + More), Is.EqualTo(expected));
        var back = expected.Select(d => new ConfigDifference(d.Path, d.After, d.Before));
        Assert.That(Between(Base + More, Base), Is.EqualTo(back));
    }

    [Test]
    public void A_new_pool_and_its_new_listener_are_two_lines()
    {
        var after = "listeners: { db: { bind: ':1', pool: db }, web: { bind: ':2', policy: first, backends: [c:1] } }\n"
            + "pools: { db: { backends: [a:1, b:1] } }\n";
        Assert.That(Between(Base, after), Is.EqualTo(new ConfigDifference[]
        {
            new("listeners.web", null, "{ bind: [\"*:2\"], pool: web }"),
            new("pools.web", null, "{ policy: first, backends: [c:1] }"),
        }));
    }

    [Test]
    public void Secrets_differ_without_being_shown()
    {
        var differences = Between(Health("{ send: one, expect: same }"), Health("{ send: two, expect: same }"));
        Assert.That(differences, Is.EqualTo(
            new ConfigDifference[] { new("pools.db.health.send", "(hidden)", "(hidden)") }));
    }

    [Test]
    public void A_long_part_is_cut()
    {
        var many = string.Join(", ", Enumerable.Range(0, 10_000).Select(i => $"host-{i}:1"));
        var after = $"listeners: {{ db: {{ bind: ':1', pool: db }}, w: {{ bind: ':2', backends: [{many}] }} }}\n"
            + "pools: { db: { backends: [a:1, b:1] } }\n";
        Assert.That(Between(Base, after)[1].After, Has.Length.EqualTo(403).And.EndsWith("..."));
    }

    [Test]
    public void A_config_differs_from_others_but_not_from_itself([Range(0, 49)] int offset)
    {
        var seed = ConfigSeed.Value + offset;
        var config = new RandomConfig(seed).Next();
        var other = new RandomConfig(seed + 1).Next();
        Assert.That(ConfigDiff.Between(config, new RandomConfig(seed).Next()), Is.Empty, () => ConfigSeed.Advice(seed));
        Assert.That(config.IsSame(new RandomConfig(seed).Next()), Is.True, () => ConfigSeed.Advice(seed));
        Assert.That(ConfigDiff.Between(config, other), Is.Not.Empty, () => ConfigSeed.Advice(seed));
        Assert.That(config.IsSame(other), Is.False, () => ConfigSeed.Advice(seed));
    }

    private static IReadOnlyList<ConfigDifference> Between(string before, string after) =>
        ConfigDiff.Between(Lb.Model(before), Lb.Model(after));

    private static string Backends(string list) =>
        $"listeners: {{ db: {{ bind: ':1', pool: db }} }}\npools: {{ db: {{ backends: [{list}] }} }}\n";

    private static string Health(string health) =>
        $"listeners: {{ db: {{ bind: ':1', health: {health}, backends: [a:1] }} }}\n";
}
