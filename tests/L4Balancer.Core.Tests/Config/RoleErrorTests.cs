namespace L4Balancer.Core.Tests.Config;

/// <summary>Rules between the keys that are about roles.</summary>
public sealed class RoleErrorTests
{
    private const string Redis = "health: { type: redis }";

    [TestCaseSource(nameof(Wrong))]
    public void Error_has_location_problem_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Lb.Case(
            "A_role_without_a_probe_that_tells_it",
            Lb.WithPool("role: primary"),
            "lb.yaml:4:11: pools.p.role: no probe of this pool tells the role of a server, so none would ever be used "
                + "(health: { type: mysql, postgresql or redis } with a user that may ask for it)");
        yield return Lb.Case(
            "Max_lag_of_a_primary",
            Lb.WithPool(Redis, "role: primary", "max-lag: 5s"),
            "lb.yaml:6:5: pools.p.max-lag: applies to replicas only (role: replica)");
        yield return Lb.Case(
            "Split_brain_of_replicas",
            Lb.WithPool(Redis, "role: replica", "split-brain: newest"),
            "lb.yaml:6:5: pools.p.split-brain: applies to primaries only (role: primary)");
        yield return Lb.Case(
            "On_role_change_without_a_role",
            Lb.WithPool(Redis, "on-role-change: keep"),
            "lb.yaml:5:5: pools.p.on-role-change: has no effect without a role (role: primary or replica)");
        yield return Lb.Case(
            "A_role_that_is_none",
            Lb.WithPool(Redis, "role: master"),
            "lb.yaml:5:11: pools.p.role: master is not known (one of any, primary, replica)");
    }

    [Test]
    public void Roles_of_a_write_port_and_a_read_port_from_one_list()
    {
        var result = Lb.Read("""
            listeners:
              write:
                { bind: ":1", role: primary, split-brain: newest, health: &p { type: redis }, backends: &b [a:1, b:1] }
              read:
                { bind: ":2", role: replica, max-lag: 5s, on-role-change: keep, health: *p, backends: *b }
            """);
        Assert.That(result.Errors, Is.Empty);
    }
}
