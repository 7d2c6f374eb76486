using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>The access log and the ordinary log share an output.</summary>
internal sealed class StdoutTargetTests
{
    [Test]
    public async Task Lines_are_never_interleaved()
    {
        await using var process = await AccessLogProcess.StartAsync("stdout");
        await Eventually.HoldsAsync(() => process.Mark > 20_000, () => $"{process.Mark} lines");
        var (output, sent, dropped) = await process.EndAsync();
        var ordinary = output.Where(line => line.StartsWith("ordinary", StringComparison.Ordinal)).ToArray();
        Assert.That(ordinary, Has.All.Length.EqualTo(510));
        var ids = output.Where(line => line.StartsWith('{')).Select(line => Records.Parse(line).Id()).ToArray();
        Assert.That(ids, Is.Ordered.And.Unique);
        Assert.That(ids.Length + dropped, Is.EqualTo(sent));
        var rest = output.Length - ordinary.Length - ids.Length;
        Assert.That(rest, Is.EqualTo(3), "ready, sent and dropped");
    }
}
