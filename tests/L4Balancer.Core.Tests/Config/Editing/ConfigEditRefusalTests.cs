using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Editing;

namespace L4Balancer.Core.Tests.Config.Editing;

/// <summary>Why an edit is not made, in one sentence; nothing is changed then.</summary>
public sealed class ConfigEditRefusalTests
{
    private const string Good = "listeners: { l: { bind: ':1', backends: [a:1, { address: b:1, tier: 1 }] } }\n";
    private const string Shared = "has an anchor or an alias: edit the file by hand.";

    [TestCase(Good, "q", "a", "The file has no pool q.")]
    [TestCase(Good, "l", "c", "c:1 is not in pool l of the file.")]
    [TestCase("listeners: {", "l", "a", "The file has an error: file:1:13: this is not valid YAML (is a { unclosed?).")]
    [TestCase(
        Good + "---\n" + Good, "l", "a",
        "The file has an error: file:2:1: a second document begins here (one document per file, without another ---).")]
    [TestCase("listeners: { l: { bind: ':1', backends: &b [a:1] } }", "l", "a", "Line 1 " + Shared)]
    [TestCase("listeners: { l: { bind: ':1', backends: [&b a:1] } }", "l", "a", "Line 1 " + Shared)]
    [TestCase(
        "listeners:\n  l: { bind: ':1', backends: [&b a:1] }\n  m: { bind: ':2', backends: [*b] }", "m", "a",
        "Line 2 " + Shared)]
    [TestCase(
        "listeners: { l: { bind: ':1', backends: [{ address: a:1, weight: &w 2 }, { address: b:1, weight: *w }] } }",
        "l", "b", "Line 1 " + Shared)]
    [TestCase(
        "listeners:\n  l:\n    bind: ':1'\n    backends:\n      - |-\n        a:1\n", "l", "a",
        "On line 5 the address is a block scalar: edit the file by hand.")]
    public void Weight_is_not_set(string text, string pool, string host, string why) =>
        Assert.That(
            ConfigEditor.Apply(text, new SetBackendWeight(pool, Host(host), 5)),
            Is.EqualTo(new ConfigEditResult(null, why)));

    [TestCase(-1)]
    [TestCase(1001)]
    public void A_weight_out_of_range_is_not_written(int weight)
    {
        var edited = ConfigEditor.Apply(Good, new SetBackendWeight("l", Host("b"), weight));
        Assert.That(edited.Text, Is.Null);
        Assert.That(edited.Refusal, Does.StartWith("With this change the file would have an error: file:1:"));
        Assert.That(edited.Refusal, Does.Contain(
            $"listeners.l.backends[1].weight: {weight} is out of range (a whole number from 0 to 1000)."));
    }

    [Test]
    public void The_only_primary_backend_is_not_removed() =>
        Assert.That(
            ConfigEditor.Apply(Good, new RemoveBackend("l", Host("a"))).Refusal,
            Is.EqualTo("Without a:1, pool l would have no primary backend."));

    [Test]
    public void A_backend_is_not_added_twice() =>
        Assert.That(
            ConfigEditor.Apply(Good, new AddBackend("l", new BackendConfig { Address = Host("b") })).Refusal,
            Is.EqualTo("b:1 is already in pool l of the file."));

    [Test]
    public void A_backend_whose_address_would_read_back_as_another_is_not_added() =>
        Assert.That(
            ConfigEditor.Apply(Good, new AddBackend("l", new BackendConfig { Address = Host("C") })).Refusal,
            Is.EqualTo("The change cannot be made without changing something else: edit the file by hand."));

    [Test]
    public void A_backend_with_an_anchor_is_not_removed() =>
        Assert.That(
            ConfigEditor.Apply(
                "listeners: { l: { bind: ':1', backends: [a:1, { address: b:1, weight: &w 2 }] } }",
                new RemoveBackend("l", Host("b"))).Refusal,
            Is.EqualTo("Line 1 " + Shared));

    [Test]
    public void A_backend_whose_comma_is_behind_a_comment_is_not_removed() =>
        Assert.That(
            ConfigEditor.Apply(
                "listeners: { l: { bind: ':1', backends: [a:1 # a\n , b:1] } }",
                new RemoveBackend("l", Host("a"))).Refusal,
            Is.EqualTo("There is a comment between the item and its comma: edit the file by hand."));

    [Test]
    public void Anchors_elsewhere_do_not_prevent_an_edit()
    {
        const string text = "listeners:\n  l: { bind: ':1', timeouts: &t { connect: 1s }, backends: [a:1, &b b:1] }\n"
            + "  m: { bind: ':2', timeouts: *t, backends: [*b, c:1] }\n";
        var edited = ConfigEditor.Apply(text, new SetBackendWeight("l", Host("a"), 2));
        Assert.That(edited.Text, Is.EqualTo(text.Replace("a:1", "{ address: a:1, weight: 2 }")));
    }

    private static BackendAddress Host(string name) => BackendAddress.OfHost(name, 1);
}
