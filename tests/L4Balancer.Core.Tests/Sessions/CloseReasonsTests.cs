using System.Text.RegularExpressions;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Sessions;

/// <summary>The table of facts contains every reason, and its rows are consistent.</summary>
internal sealed partial class CloseReasonsTests
{
    [TestCaseSource(typeof(CloseReasons), nameof(CloseReasons.All))]
    public void A_word_is_the_name_of_the_reason_in_kebab_case(CloseReason reason) =>
        Assert.That(reason.Word(), Is.EqualTo(Capital().Replace(reason.ToString(), "-$0").ToLowerInvariant()));

    [TestCaseSource(typeof(CloseReasons), nameof(CloseReasons.All))]
    public void Only_a_fin_that_is_passed_on_closes_without_a_reset(CloseReason reason)
    {
        var facts = reason.Facts();
        var isOrderly = facts.How == "fin";
        Assert.That((facts.ResetsClient, facts.ResetsBackend), Is.EqualTo((!isOrderly, !isOrderly)));
    }

    [TestCaseSource(typeof(CloseReasons), nameof(CloseReasons.All))]
    public void A_refusal_is_named_and_described_as_one(CloseReason reason)
    {
        var facts = reason.Facts();
        Assert.That(facts.IsRefusal, Is.EqualTo(reason.ToString().StartsWith("Refused", StringComparison.Ordinal)));
        Assert.That(facts.How == "refused", Is.EqualTo(facts.IsRefusal));
    }

    [Test]
    public void Every_reason_can_be_counted()
    {
        var counts = default(ReasonCounts);
        foreach (var reason in CloseReasons.All) counts.Count(reason);
        Assert.That(CloseReasons.All.Select(counts.Of), Is.All.EqualTo(1));
    }

    [Test]
    public void A_running_session_has_no_facts() =>
        Assert.That(() => CloseReason.None.Facts(), Throws.TypeOf<ArgumentOutOfRangeException>());

    [GeneratedRegex(@"\B[A-Z]", RegexOptions.NonBacktracking)]
    private static partial Regex Capital();
}
