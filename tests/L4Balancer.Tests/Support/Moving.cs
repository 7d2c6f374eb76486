using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Tests.Support;

/// <summary>Moves sessions from one balancer of the test process to another, or to itself.</summary>
internal static class Moving
{
    /// <returns>How many were moved.</returns>
    public static async Task<int> AllAsync(RunningBalancer from, RunningBalancer to)
    {
        var departed = await ((ISessionHandover)from.Balancer.Engine).LeaveAllAsync(Loopback.Deadline);
        var terms = new ArrivingTerms(
            to.Balancer.Table, name => to.Balancer.Engine.Listeners.Single(listener => listener.Name == name));
        await ((ISessionHandover)to.Balancer.Engine).ArriveAsync([.. departed.Select(left => On(left, terms))]);
        return departed.Count;
    }

    private static DepartedSession On(DepartedSession left, ArrivingTerms terms)
    {
        var old = left.Account.Terms;
        return left with
        {
            Account = terms.Resolve(left.Account.State, old.Listener.Name, old.Pool, old.Backend),
        };
    }
}
