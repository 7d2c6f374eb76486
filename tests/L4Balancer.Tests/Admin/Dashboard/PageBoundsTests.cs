using L4Balancer.Core;

namespace L4Balancer.Tests.Admin.Dashboard;

/// <summary>The page offers what the balancer accepts, no less.</summary>
internal sealed class PageBoundsTests
{
    [Test]
    public void The_page_allows_the_deadline_of_a_drain_that_the_balancer_allows()
    {
        var page = Repository.TextOf("src/L4Balancer/Admin/Dashboard/Page/acts.js");
        Assert.That(page, Does.Contain(
            $"label: 'Deadline in seconds', min: 0, max: {Limits.DrainDeadlineMax.TotalSeconds:0},"));
    }
}
