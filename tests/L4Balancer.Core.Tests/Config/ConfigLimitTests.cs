using System.Text;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>
/// Files that ask for too much: refused at the place, quickly and without much memory. Quick is CPU time, which a busy
/// machine does not stretch.
/// </summary>
public sealed class ConfigLimitTests
{
    [Test]
    public void Exploding_aliases_are_refused_quickly_and_without_much_memory()
    {
        var yaml = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 20; level++)
        {
            var aliases = string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10));
            yaml.Append($"l{level}: &l{level} [{aliases}]\n");
        }

        var cpu = Environment.CpuUsage.TotalTime;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Lb.Read(yaml.ToString());

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 << 20));
        Assert.That(Environment.CpuUsage.TotalTime - cpu, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(result.Errors.Single().ToString(), Is.EqualTo(
            "lb.yaml:6:55: the document is too large here, aliases included (at most 1000000 values)"));
    }

    [TestCase("[", "lb.yaml:1:34")]
    [TestCase("- ", "lb.yaml:1:67")]
    [TestCase("? ", "lb.yaml:1:67")]
    [TestCase("{ a: ", "lb.yaml:1:163")]
    public void Deep_nesting_is_refused_at_its_location(string opening, string place)
    {
        var result = Lb.Read(string.Concat(Enumerable.Repeat(opening, 1_000_000)));
        Assert.That(result.Errors.Single().ToString(), Is.EqualTo(
            $"{place}: nested too deeply here, aliases included (at most 32 levels)"));
    }

    [Test]
    public void Deep_nesting_by_aliases_is_refused()
    {
        var yaml = "a: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"));
        Assert.That(Lb.Read(yaml).Errors.Single().Message, Is.EqualTo("nested too deeply here, aliases included"));
    }

    [Test]
    public void A_file_beyond_the_limit_is_refused_unread()
    {
        var result = ConfigReader.Read("lb.yaml", new byte[Limits.ConfigBytesMax + 1]);
        Assert.That(
            result.Errors.Single().ToString(),
            Is.EqualTo("lb.yaml:1:1: the file is too large (at most 8388608 bytes)"));
    }

    [TestCase("61 3a 20 ff", "lb.yaml:1:4: the byte 0xff at offset 3 is not UTF-8 (save the file as UTF-8)")]
    [TestCase("61 0a 62 c3", "lb.yaml:2:2: the byte 0xc3 at offset 3 is not UTF-8 (save the file as UTF-8)")]
    [TestCase(
        "ef bb bf 61 0a c3 a4 80",
        "lb.yaml:2:2: the byte 0x80 at offset 7 is not UTF-8 (save the file as UTF-8)")]
    [TestCase("ff fe 61 00", "lb.yaml:1:1: the byte 0xff at offset 0 is not UTF-8 (save the file as UTF-8)")]
    [TestCase("ed a0 80", "lb.yaml:1:1: the byte 0xed at offset 0 is not UTF-8 (save the file as UTF-8)")]
    public void Bytes_that_are_not_utf8_are_refused_at_their_location(string hex, string error)
    {
        var result = ConfigReader.Read("lb.yaml", Convert.FromHexString(hex.Replace(" ", "")));
        Assert.That(result.Errors.Single().ToString(), Is.EqualTo(error));
    }

    [Test]
    public void After_a_hundred_errors_the_rest_is_counted()
    {
        var result = Lb.Read(string.Concat(Enumerable.Range(0, 250).Select(i => $"unknown-{i}: 1\n")));
        Assert.That(result.Errors, Has.Length.EqualTo(Limits.ConfigErrorsMax + 1));
        Assert.That(result.Errors[^1].ToString(), Is.EqualTo("lb.yaml:100:1: 151 more errors"));
    }

    [Test]
    public void A_config_of_ten_thousand_backends_is_read_within_seconds()
    {
        var yaml = new StringBuilder("listeners:\n  a:\n    bind: ':1'\n    backends:\n");
        for (var i = 0; i < 10_000; i++)
        {
            yaml.Append($"      - {{ address: '10.0.{i >> 8}.{i & 255}:1', weight: 2, max-connections: 10 }}\n");
        }

        var cpu = Environment.CpuUsage.TotalTime;
        var config = Lb.Model(yaml.ToString());
        Assert.That(config.Pools[0].Backends, Has.Count.EqualTo(10_000));
        Assert.That(Environment.CpuUsage.TotalTime - cpu, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void Half_a_million_wrong_keys_are_read_within_seconds()
    {
        var yaml = new StringBuilder("{");
        for (var i = 0; i < 490_000; i++) yaml.Append($"u{i}: 1, ");
        var cpu = Environment.CpuUsage.TotalTime;
        var result = Lb.Read(yaml.Append('}').ToString());
        Assert.That(result.Errors, Has.Length.EqualTo(Limits.ConfigErrorsMax + 1));
        Assert.That(Environment.CpuUsage.TotalTime - cpu, Is.LessThan(TimeSpan.FromSeconds(20)));
    }
}
