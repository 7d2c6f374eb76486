using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using L4Balancer.Fuzz.Running;
using L4Balancer.Fuzz.Targets.Handover;

namespace L4Balancer.Fuzz.Tests.Targets;

/// <summary>What chance finds rarely: every value of every message as something else.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
internal sealed class HandoverTargetTests
{
    private static readonly string?[] Others =
    [
        null, "-1", "0", "9223372036854775807", "-9223372036854775808", "2147483647", "99", "1e300", "true", "\"\"",
        "\"x\\n\"", "\"-10675199.02:48:05.4775808\"", "\"10675199.02:48:05.4775807\"", "[]", "{}", "[null]", "null",
    ];

    /// <summary>Everything takes a minute; without, it is a part that is chosen by chance.</summary>
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("L4B_FUZZ_EVERY_VALUE") == "1";

    private readonly HandoverTarget _target = new();

    [Test]
    public void What_the_writers_send_is_read_to_its_end()
    {
        foreach (var seed in _target.Seeds)
        {
            var refusal = (HandoverBegin)seed[0] == HandoverBegin.Successor ? "no; not today" : "";
            Assert.That(HandoverTarget.Play(seed), Is.EqualTo(refusal), $"{(HandoverBegin)seed[0]}");
        }
    }

    [TestCase("\"tier\":0", "\"tier\":2147483647", TestName = "A_tier_that_no_config_has_is_left_out")]
    [TestCase("\"generation\":1", "\"generation\":9223372036854775807", TestName = "A_generation_has_a_next_one")]
    [TestCase("\"splitSince\":\"04:59:00\"", "\"splitSince\":\"-10675199.02:48:05.4775808\"",
        TestName = "A_time_of_which_no_other_can_be_subtracted_is_refused")]
    public void What_another_process_knows_is_used_as_far_as_it_makes_sense(string text, string other)
    {
        var seed = Encoding.Latin1.GetString(_target.Seeds[0]);
        Assert.That(seed, Does.Contain(text));
        var changed = Encoding.Latin1.GetBytes(seed.Replace(text, other, StringComparison.Ordinal));
        Assert.That(() => _target.Run(changed), Throws.Nothing);
    }

    [TestCase(HandoverBegin.State)]
    [TestCase(HandoverBegin.Sessions)]
    [TestCase(HandoverBegin.Memory)]
    [TestCase(HandoverBegin.Successor)]
    public void Every_value_may_be_missing_or_anything(object begin)
    {
        var chance = Random.Shared.Next();
        TestContext.Out.WriteLine($"Seed {chance}");
        var random = new Random(chance);
        var seed = _target.Seeds.Single(seed => seed[0] == (int)begin);
        var (tried, failures) = (0, new Dictionary<string, string>());
        foreach (var (from, to) in ValuesIn(seed))
        {
            foreach (var changed in Variants(JsonNode.Parse(seed.AsSpan(from, to - from))!, random))
            {
                byte[] input = [.. seed.AsSpan(0, from), .. Encoding.UTF8.GetBytes(changed), .. seed.AsSpan(to)];
                tried++;
                if (Execution.Of(_target, input) is { } failure)
                    failures.TryAdd(FuzzCrash.SignatureOf(failure), $"{changed}\n{failure}");
            }
        }

        Assert.That(failures.Values, Is.Empty);
        Assert.That(tried, Is.Positive);
    }

    /// <summary>Where the JSON values of a script begin and end.</summary>
    private static IEnumerable<(int From, int To)> ValuesIn(byte[] script)
    {
        for (var at = 1; at < script.Length;)
        {
            var middle = at + script.AsSpan(at).IndexOf(HandoverScript.Middle);
            if (script.AsSpan(at + 2, middle - at - 2).StartsWith("{"u8)) yield return (at + 2, middle);
            at = middle + script.AsSpan(middle).IndexOf(HandoverScript.End) + HandoverScript.End.Length;
        }
    }

    private static string?[] Chosen(Random random) => IsLong ? Others : random.GetItems(Others, 2);

    /// <summary>The same value with one part of it changed, for each part.</summary>
    private static IEnumerable<string> Variants(JsonNode root, Random random)
    {
        foreach (var node in Parts(root).ToArray())
        {
            foreach (var other in Chosen(random))
            {
                var place = node.Parent!;
                if (place is JsonObject fields)
                {
                    var name = node.GetPropertyName();
                    if (other is null) fields.Remove(name);
                    else fields[name] = JsonNode.Parse(other);
                    yield return root.ToJsonString();
                    fields[name] = node;
                }
                else if (other is not null)
                {
                    var index = node.GetElementIndex();
                    place[index] = JsonNode.Parse(other);
                    yield return root.ToJsonString();
                    place[index] = node;
                }
            }
        }
    }

    private static IEnumerable<JsonNode> Parts(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Parts(field.Value).Prepend(field.Value!)),
        JsonArray items => items.SelectMany(item => Parts(item).Prepend(item!)),
        _ => [],
    };
}
