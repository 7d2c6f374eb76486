using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Editing;

namespace L4Balancer.Core.Tests.Config.Editing;

/// <summary>Edits of hand-written texts.</summary>
public sealed class ConfigEditorTests
{
    private const string Listener = "# top\nlisteners: { l: { bind: ':1', pool: p } }   # l\n\npools:\n  p:\n";

    [TestCase("- 10.0.0.1:80   # c", "- { address: 10.0.0.1:80, weight: 5 }   # c")]
    [TestCase("- \"10.0.0.1:80\"", "- { address: \"10.0.0.1:80\", weight: 5 }")]
    [TestCase("-   '10.0.0.1:80'  ", "-   { address: '10.0.0.1:80', weight: 5 }  ")]
    [TestCase("- { address: 10.0.0.1:80, weight: 2 }", "- { address: 10.0.0.1:80, weight: 5 }")]
    [TestCase("- {weight: '2',address: 10.0.0.1:80}  # c", "- {weight: 5,address: 10.0.0.1:80}  # c")]
    [TestCase("- { address: 10.0.0.1:80 }", "- { address: 10.0.0.1:80, weight: 5 }")]
    [TestCase("- { address: 10.0.0.1:80, tier: 0, }", "- { address: 10.0.0.1:80, weight: 5, tier: 0, }")]
    [TestCase("- {\"address\": \"10.0.0.1:80\"}", "- {\"address\": \"10.0.0.1:80\", weight: 5}")]
    [TestCase("- address: 10.0.0.1:80  # a", "- address: 10.0.0.1:80  # a\n        weight: 5")]
    [TestCase(
        "-   address: 10.0.0.1:80\n          tier: 0",
        "-   address: 10.0.0.1:80\n          weight: 5\n          tier: 0")]
    [TestCase(
        "- tier: 0\n        # x\n        address: 10.0.0.1:80\n\n        # y",
        "- tier: 0\n        # x\n        address: 10.0.0.1:80\n        weight: 5\n\n        # y")]
    [TestCase("- weight:   2   # w\n        address: 10.0.0.1:80", "- weight:   5   # w\n        address: 10.0.0.1:80")]
    [TestCase(
        "- # a\n        # b\n        address: 10.0.0.1:80",
        "- # a\n        # b\n        address: 10.0.0.1:80\n        weight: 5")]
    [TestCase(
        "- {\n          address: 10.0.0.1:80   # a\n        }",
        "- {\n          address: 10.0.0.1:80, weight: 5   # a\n        }")]
    public void Weight_of_an_item_of_a_block_list_is_written(string before, string after) =>
        AssertInEveryForm(
            $"{Listener}    backends:\n      # first\n      - g:1\n      {before}\n      - h:1 # z\n    retries: 1\n",
            $"{Listener}    backends:\n      # first\n      - g:1\n      {after}\n      - h:1 # z\n    retries: 1\n",
            new SetBackendWeight("p", Address(1), 5));

    [TestCase("[ 10.0.0.1:80, h:1 ]", "[ { address: 10.0.0.1:80, weight: 5 }, h:1 ]")]
    [TestCase("[h:1,{ address: '10.0.0.1:80' }]", "[h:1,{ address: '10.0.0.1:80', weight: 5 }]")]
    [TestCase(
        "[\n      h:1,  # h\n      10.0.0.1:80  # i\n    ]",
        "[\n      h:1,  # h\n      { address: 10.0.0.1:80, weight: 5 }  # i\n    ]")]
    public void Weight_of_an_item_between_brackets_is_written(string before, string after) =>
        AssertInEveryForm(
            $"{Listener}    backends: {before}  # z\n", $"{Listener}    backends: {after}  # z\n",
            new SetBackendWeight("p", Address(1), 5));

    [TestCase("- { address: 10.0.0.1:80, weight: 2 }", "- { address: 10.0.0.1:80, weight: 1 }")]
    [TestCase("- { address: 10.0.0.1:80, weight: 1 }", "- { address: 10.0.0.1:80, weight: 1 }")]
    [TestCase("- 10.0.0.1:80", "- 10.0.0.1:80")]
    public void No_weight_is_the_default_one(string before, string after) =>
        AssertInEveryForm(
            $"{Listener}    backends:\n      {before}\n", $"{Listener}    backends:\n      {after}\n",
            new SetBackendWeight("p", Address(1), null));

    [TestCase(
        "      - a:1\n      # end\n\n    retries: 1\n",
        "      - a:1\n      - 10.0.0.1:80\n      # end\n\n    retries: 1\n")]
    [TestCase("    - a:1 # a\n", "    - a:1 # a\n    - 10.0.0.1:80\n")]
    [TestCase("    - a:1", "    - a:1\n    - 10.0.0.1:80")]
    [TestCase(
        "       -  address: a:1\n          tier: 0\n",
        "       -  address: a:1\n          tier: 0\n       - 10.0.0.1:80\n")]
    [TestCase(
        "      - |-\n        a:1\n\n    retries: 1\n",
        "      - |-\n        a:1\n      - 10.0.0.1:80\n\n    retries: 1\n")]
    public void Item_is_added_below_the_last_one(string before, string after) =>
        AssertInEveryForm(
            $"{Listener}    backends:\n{before}", $"{Listener}    backends:\n{after}",
            new AddBackend("p", new BackendConfig { Address = Address(1) }));

    [TestCase("[a:1]", "[a:1, 10.0.0.1:80]")]
    [TestCase("[ a:1, ]", "[ a:1, 10.0.0.1:80, ]")]
    [TestCase(
        "[\n      a:1,  # a\n      b:1   # b\n    ]",
        "[\n      a:1,  # a\n      b:1,   # b\n      10.0.0.1:80\n    ]")]
    [TestCase("[\n      a:1,  # a\n    ]", "[\n      a:1,  # a\n      10.0.0.1:80,\n    ]")]
    [TestCase("[a:1, b:1,\n      c:1, d:1]", "[a:1, b:1,\n      c:1, d:1, 10.0.0.1:80]")]
    [TestCase("[a:1, b:1,\n      c:1, d:1 # d\n    ]", "[a:1, b:1,\n      c:1, d:1, 10.0.0.1:80 # d\n    ]")]
    public void Item_is_added_between_brackets(string before, string after) =>
        AssertInEveryForm(
            $"{Listener}    backends: {before} # z\n", $"{Listener}    backends: {after} # z\n",
            new AddBackend("p", new BackendConfig { Address = Address(1) }));

    [Test]
    public void Non_default_values_are_written_with_the_item() =>
        AssertInEveryForm(
            $"{Listener}    backends: [a:1]\n",
            $"{Listener}    backends: [a:1, {{ address: \"[::1]:80\", weight: 3, tier: 2, max-connections: 7 }}]\n",
            new AddBackend("p", new BackendConfig
            {
                Address = BackendAddress.Of(IPAddress.IPv6Loopback, 80),
                Weight = 3,
                Tier = 2,
                MaxConnections = 7,
            }));

    [TestCase("- 10.0.0.1:80  # c\n      - a:1\n", "- a:1\n")]
    [TestCase("- a:1\n      # about it\n      - 10.0.0.1:80\n", "- a:1\n      # about it\n")]
    [TestCase(
        "- a:1\n      -\n        # x\n        address: 10.0.0.1:80\n        tier: 0  # t\n      # y\n",
        "- a:1\n      # y\n")]
    [TestCase(
        "- a:1\n\n      - { address: 10.0.0.1:80,\n          tier: 0 }\n\n      - b:1\n",
        "- a:1\n\n\n      - b:1\n")]
    [TestCase("- a:1\n      - 10.0.0.1:80", "- a:1\n")]
    public void Lines_of_an_item_are_removed(string before, string after) =>
        AssertInEveryForm(
            $"{Listener}    backends:\n      {before}", $"{Listener}    backends:\n      {after}",
            new RemoveBackend("p", Address(1)));

    [TestCase("[10.0.0.1:80, a:1]", "[a:1]")]
    [TestCase("[a:1, 10.0.0.1:80]", "[a:1]")]
    [TestCase("[a:1, 10.0.0.1:80, b:1 ]", "[a:1, b:1 ]")]
    [TestCase("[ a:1 ,10.0.0.1:80, ]", "[ a:1, ]")]
    [TestCase("[a:1, 10.0.0.1:80,  # r\n      b:1]", "[a:1,  # r\n      b:1]")]
    [TestCase("[10.0.0.1:80,  # r\n      b:1]", "[  # r\n      b:1]")]
    [TestCase("[\n      10.0.0.1:80,  # c\n      b:1  # b\n    ]", "[\n      b:1  # b\n    ]")]
    [TestCase("[\n      a:1,  # a\n      10.0.0.1:80  # c\n    ]", "[\n      a:1,  # a\n    ]")]
    [TestCase("[a:1,  # a\n      10.0.0.1:80]", "[a:1,  # a\n      ]")]
    [TestCase("[a:1,  # a\n      10.0.0.1:80 , ]  # c", "[a:1,  # a\n       ]  # c")]
    [TestCase("[\n      a:1\n      , 10.0.0.1:80\n      , b:1\n    ]", "[\n      a:1\n      , b:1\n    ]")]
    public void Item_between_brackets_is_removed_with_one_comma(string before, string after) =>
        AssertInEveryForm(
            $"{Listener}    backends: {before} # z\n", $"{Listener}    backends: {after} # z\n",
            new RemoveBackend("p", Address(1)));

    [Test]
    public void Backends_that_are_inline_are_edited_at_their_listener()
    {
        const string Before = "listeners: { db: { bind: \":3306\", backends: [10.0.0.1:80, 10.0.0.2:80] } }";
        const string After =
            "listeners: { db: { bind: \":3306\", backends: [{ address: 10.0.0.1:80, weight: 5 }, 10.0.0.2:80] } }";
        AssertInEveryForm(Before, After, new SetBackendWeight("db", Address(1), 5));
    }

    [Test]
    public void An_address_that_braces_would_end_is_quoted() =>
        AssertInEveryForm(
            $"{Listener}    backends:\n      - unix:/run/a,b.sock\n",
            $"{Listener}    backends:\n      - {{ address: \"unix:/run/a,b.sock\", weight: 5 }}\n",
            new SetBackendWeight("p", BackendAddress.Of(NetAddress.FromUnix("/run/a,b.sock")), 5));

    /// <summary>With the line ends of either world, and with a byte order mark.</summary>
    private static void AssertInEveryForm(string before, string after, ConfigEdit edit)
    {
        foreach (var mark in new[] { "", "\ufeff" })
        {
            foreach (var newLine in new[] { "\n", "\r\n" })
            {
                var edited = ConfigEditor.Apply(mark + before.Replace("\n", newLine), edit);
                Assert.That(edited.Refusal, Is.Null);
                Assert.That(edited.Text, Is.EqualTo(mark + after.Replace("\n", newLine)));
            }
        }
    }

    private static BackendAddress Address(byte last) => BackendAddress.Of(new IPAddress([10, 0, 0, last]), 80);
}
