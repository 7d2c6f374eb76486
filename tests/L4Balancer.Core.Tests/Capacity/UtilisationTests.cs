using L4Balancer.Core.Capacity;

namespace L4Balancer.Core.Tests.Capacity;

/// <summary>How full a backend and a pool are, and how that is known.</summary>
internal sealed class UtilisationTests
{
    private static IEnumerable<TestCaseData> Backends()
    {
        var backend = Loads.Backend("a", answers: 150);
        yield return Case("Nothing_known", backend, null, UtilisationBasis.Unknown, "no max-connections, no figures of "
            + "an agent, and too few answers were measured");
        yield return Case("A_limit", backend with { MaxConnections = 40 }, 0.25, UtilisationBasis.MaxConnections,
            "10 of 40 max-connections");
        yield return Case("An_agent", backend with { Cpu = 0.62 }, 0.62, UtilisationBasis.Cpu,
            "processors 62 % busy, as the agent reports");
        yield return Case("A_knee", backend with { Curve = Loads.Knee }, 0.5, UtilisationBasis.ResponseTime,
            "150 of about 300 answers/s, at which the response time doubles");
        yield return Case("What_is_used_up_first", backend with { MaxConnections = 40, Cpu = 0.9, Curve = Loads.Knee },
            0.9, UtilisationBasis.Cpu, "processors 90 % busy, as the agent reports");
        yield return Case("More_than_full", Loads.Backend("a", answers: 450) with { Curve = Loads.Knee }, 1.5,
            UtilisationBasis.ResponseTime, "450 of about 300 answers/s, at which the response time doubles");

        static TestCaseData Case(
            string name, BackendLoad backend, double? share, UtilisationBasis basis, string how) =>
            new(backend, share, basis, how) { TestName = $"Utilisation_from: {name}" };
    }

    [TestCaseSource(nameof(Backends))]
    public void The_utilisation_of_a_backend_is_said_with_its_basis(
        BackendLoad backend, double? share, UtilisationBasis basis, string how)
    {
        var found = Loads.Assess(backend).Backends[0].Utilisation;
        Assert.That(found.Share, share is { } expected ? Is.EqualTo(expected).Within(0.05) : Is.Null);
        Assert.That((found.Basis, found.How), Is.EqualTo((basis, how)));
    }

    [Test]
    public void Connections_of_a_pool_add_up_because_the_clients_of_a_full_backend_go_to_the_others()
    {
        var found = Loads.Assess(
            Loads.Backend("a") with { MaxConnections = 10 }, Loads.Backend("b") with { MaxConnections = 90 });
        Assert.That(found.Utilisation.How, Is.EqualTo("20 of 100 max-connections"));
        Assert.That(found.Headroom, Is.EqualTo(4).Within(1e-9));
    }

    /// <summary>The limit of the pool, its sessions being 20, and the lower of two backends.</summary>
    [TestCase(25, 100, 0.8, "20 of 25 max-connections of the pool")]
    [TestCase(25, 0, 0.8, "20 of 25 max-connections of the pool")]
    [TestCase(200, 25, 0.4, "20 of 50 max-connections")]
    [TestCase(0, 25, 0.4, "20 of 50 max-connections")]
    public void The_capacity_of_a_pool_is_at_most_its_own_limit(int ofPool, int ofBackend, double share, string how)
    {
        var found = CapacityAssessment.Of(Loads.Pool(
            Loads.Backend("a") with { MaxConnections = ofBackend },
            Loads.Backend("b") with { MaxConnections = ofBackend }) with
        { MaxConnections = ofPool });
        Assert.That(found.Utilisation, Is.EqualTo(new Utilisation(share, UtilisationBasis.MaxConnections, how)));
        Assert.That(found.Headroom, Is.EqualTo(1 / share - 1).Within(1e-9));
        Assert.That((found.Sessions, found.MaxConnections), Is.EqualTo((20, ofPool)));
        Assert.That(found.Bottleneck.Text, share < 0.8 ? Does.Not.Contain("limit") : Is.EqualTo(
            "the pool is nearest to its limit: 20 of 25 max-connections of the pool"));
    }

    [Test]
    public void Sessions_of_a_failed_backend_find_no_place_in_a_pool_whose_limit_was_lowered()
    {
        var found = CapacityAssessment.Of(
            Loads.Pool(Loads.Backend("a"), Loads.Backend("b"), Loads.Backend("c")) with { MaxConnections = 27 });
        Assert.That(found.Failures[0].Unplaced, Is.EqualTo(3), "Of 30 sessions 20 stay, and 10 come back.");
        Assert.That(found.Failures[0].Outcome, Is.EqualTo(FailureOutcome.Exceeded));
    }

    [Test]
    public void The_busiest_backend_counts_for_its_pool_otherwise()
    {
        var found = Loads.Assess(Loads.Backend("a") with { Cpu = 0.2 }, Loads.Backend("b") with { Cpu = 0.5 });
        Assert.That(found.Utilisation, Is.EqualTo(new Utilisation(
            0.5, UtilisationBasis.Cpu, "b: processors 50 % busy, as the agent reports")));
        Assert.That(found.Headroom, Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void Without_any_backend_in_use_nothing_is_known()
    {
        var found = Loads.Assess(Loads.Backup("c"));
        Assert.That(found.Utilisation.How, Is.EqualTo("no backend gets new sessions"));
        Assert.That((found.Headroom, found.Failures.Count), Is.EqualTo(((double?)null, 0)));
    }

    [Test]
    public void Requests_in_progress_follow_from_rate_and_response_time() =>
        Assert.That(
            Loads.Assess(Loads.Backend("a", answers: 400, milliseconds: 5)).Backends[0].InProgress,
            Is.EqualTo(2).Within(1e-9));

    private static IEnumerable<TestCaseData> Curves()
    {
        yield return Case("Few_points", Loads.Knee[..20], null, "too few answers were measured");
        yield return Case("A_steady_load", [.. Enumerable.Repeat(new CurvePoint(240, 0.001), 40)], null,
            "the load varied too little in the last 15 minutes (240 to 240 answers/s)");
        yield return Case("A_flat_time", Loads.Curve(_ => 0.001), null,
            "the response time did not grow with the load in the last 15 minutes (140 to 450 answers/s)");
        yield return Case("A_falling_time", Loads.Curve(rate => 1 / rate), null,
            "the response time did not grow with the load in the last 15 minutes (140 to 450 answers/s)");
        yield return Case("A_step", Loads.Knee, 300, "");
        yield return Case("A_queue", Loads.Curve(rate => 0.001 / (1 - rate / 600)), 370, "");
        yield return Case("A_step_with_a_stall_at_low_load",
            [.. Loads.Knee.Select((p, i) => i == 3 ? p with { Response = 1 } : p)], 300, "");
        yield return Case("Slow_at_every_load_for_a_while",
            [.. Loads.Curve(_ => 0.001).Select((p, i) => i % 3 == 0 ? p with { Response = 0.01 } : p)], null,
            "the response time did not grow with the load in the last 15 minutes (140 to 450 answers/s)");

        static TestCaseData Case(string name, CurvePoint[] points, double? rate, string why) =>
            new(points, rate, why) { TestName = $"Curve: {name}" };
    }

    [TestCaseSource(nameof(Curves))]
    public void The_load_at_which_the_response_time_doubles_is_found_or_the_reason_is_said(
        CurvePoint[] points, double? rate, string why)
    {
        var shuffled = points.OrderBy(p => p.AnswersPerSecond % 7).ToArray();
        var found = ResponseCurve.Of(shuffled);
        Assert.That(found.Knee?.AnswersPerSecond, rate is { } known ? Is.EqualTo(known).Within(30) : Is.Null);
        Assert.That(found.Why, Is.EqualTo(why));
    }
}
