using System.Text.RegularExpressions;
using L4Balancer.Core.Sessions;
using L4Balancer.Telemetry.Access;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>The page about the access log says of every reason who ended the session and how.</summary>
internal sealed partial class EndingTests
{
    private static readonly string Page = Repository.TextOf("docs/access-log.md");

    [Test]
    public void The_page_lists_exactly_the_close_reasons_with_party_and_manner()
    {
        var listed = Row().Matches(Page).Select(row => row.Value);
        var expected = CloseReasons.All.Select(
            reason => $"| `{reason.Word()}` | {reason.Facts().ByWord} | {reason.Facts().How} |");
        Assert.That(listed, Is.EquivalentTo(expected));
    }

    [Test]
    public void The_page_describes_every_field()
    {
        using var batch = new LogBatch();
        batch.Add(Records.Ended(1), DateTimeOffset.UnixEpoch);
        var line = Records.Parse(System.Text.Encoding.UTF8.GetString(batch.Lines));
        foreach (var field in line.EnumerateObject()) Assert.That(Page, Does.Contain($"| `{field.Name}` |"));
    }

    [GeneratedRegex(
        @"^\| `[a-z-]+` \| [a-z]+ \| [a-z]+ \|", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Row();
}
