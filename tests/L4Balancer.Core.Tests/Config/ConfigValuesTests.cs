using System.Text;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The values in effect, and where the file sets them.</summary>
public sealed class ConfigValuesTests
{
    private const string Yaml = """
        engine: portable
        listeners:
          db:
            bind: [":3306",
                   "[::1]:33"]
            retries: 2
            health: { send: secret }
            backends:
              - 10.0.0.1:3306
              - { address: 10.0.0.2:3306, weight: 4 }
              - address: "unix:/run/a b"
                backup: true
          web: { bind: ":80", pool: web }
        pools:
          web: { backends: [h:1] }
        """;

    [TestCase("engine", "portable", false, 1, 1)]
    [TestCase("workers", "auto", true, 0, 0)]
    [TestCase("listeners.db.bind", "*:3306, [::1]:33", false, 4, 5)]
    [TestCase("listeners.web.pool", "web", false, 13, 23)]
    [TestCase("pools.db.retries", "2", false, 6, 5)]
    [TestCase("pools.db.health.send", "(hidden)", false, 7, 15)]
    [TestCase("pools.db.health.expect", "not set", true, 0, 0)]
    [TestCase("pools.db.backends[10.0.0.1:3306].address", "10.0.0.1:3306", false, 9, 9)]
    [TestCase("pools.db.backends[10.0.0.1:3306].weight", "1", true, 0, 0)]
    [TestCase("pools.db.backends[10.0.0.2:3306].weight", "4", false, 10, 35)]
    [TestCase("pools.db.backends[unix:/run/a b].tier", "1", false, 11, 9)]
    [TestCase("pools.web.backends[h:1].address", "h:1", false, 15, 21)]
    [TestCase("admin", "not set", true, 0, 0)]
    public void Value_has_its_location(string path, string value, bool isDefault, int line, int column)
    {
        var read = Lb.Read(Yaml);
        var found = ConfigValues.Of(read.Config!, read.Places).Single(v => v.Path == path);
        ConfigPlace? place = line == 0 ? null : new ConfigPlace(line, column);
        Assert.That(found, Is.EqualTo(new EffectiveValue(path, value, isDefault, place)));
    }

    [TestCase("listeners.db", 3, 3)]
    [TestCase("listeners.db.bind[1]", 5, 12)]
    [TestCase("listeners.db.backends[0]", 9, 9)]
    [TestCase("listeners.db.backends[1].weight", 10, 35)]
    [TestCase("pools.web.backends[0]", 15, 21)]
    public void Key_is_found_at_its_location(string path, int line, int column) =>
        Assert.That(Lb.Read(Yaml).Places[path], Is.EqualTo(new ConfigPlace(line, column)));

    [Test]
    public void An_invalid_document_has_no_locations() => Assert.That(Lb.Read("a: [").Places, Is.Empty);

    [Test]
    public void A_file_with_errors_still_has_its_locations()
    {
        var places = Lb.Read("listeners: { a: { bind: x, bind: y } }").Places;
        Assert.That(places["listeners.a.bind"].Column, Is.EqualTo(19));
    }

    [Test]
    public void Every_explicit_value_is_printed_with_its_location([Range(0, 19)] int offset)
    {
        var seed = ConfigSeed.Value + offset;
        var printed = EffectiveConfig.Write(new RandomConfig(seed).Next());
        var read = Lb.Read(printed);
        var lines = printed.Split('\n');
        foreach (var value in ConfigValues.Of(read.Config!, read.Places))
        {
            var where = $"{ConfigSeed.Advice(seed)} {value}";
            if (value.Value == "not set") Assert.That(value.Place, Is.Null, where);
            else Assert.That(lines[value.Place!.Value.Line - 1], Does.Contain(value.Path.Split('.')[^1] + ":"), where);
        }
    }

    [Test]
    public void Ten_thousand_backends_are_listed_compared_and_hidden_within_seconds()
    {
        var yaml = new StringBuilder("listeners:\n  a:\n    bind: ':1'\n    backends:\n");
        for (var i = 0; i < 10_000; i++)
            yaml.Append($"      - {{ address: '10.0.{i >> 8}.{i & 255}:1', weight: 2 }}\n");
        var read = Lb.Read(yaml.ToString());
        var work = Task.Run(() =>
        {
            var pool = read.Config!.Pools[0];
            var after = read.Config with { Pools = [pool with { Backends = [.. pool.Backends.Skip(5000)] }] };
            return (ConfigValues.Of(read.Config, read.Places).Count, ConfigDiff.Between(read.Config, after).Count);
        });
        Assert.That(work.Wait(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(work.Result.Item1, Is.GreaterThan(40_000));
        Assert.That(work.Result.Item2, Is.EqualTo(5000));
    }
}
