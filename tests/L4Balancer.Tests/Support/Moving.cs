using System.Runtime.Versioning;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Handles;

namespace L4Balancer.Tests.Support;

/// <summary>
/// Moves what a balancer of the test process has to another one, or to itself, as a handover between processes does.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class Moving
{
    private static IEngineHandover EngineOf(RunningBalancer balancer) => (IEngineHandover)balancer.Balancer.Engine;

    /// <returns>How many sessions were moved.</returns>
    public static async Task<int> AllAsync(RunningBalancer from, RunningBalancer to)
    {
        var departed = await EngineOf(from).LeaveAsync(_ => true, Loopback.Deadline);
        var terms = new ArrivingTerms(to.Balancer.Table, EngineOf(to).CountersOf);
        await EngineOf(to).ArriveAsync([.. departed.Select(left => On(left, terms))]);
        return departed.Count;
    }

    /// <summary>Duplicates of its listening sockets, as another process receives them.</summary>
    public static IReadOnlyList<InheritedListener> ListenersOf(RunningBalancer balancer) =>
    [
        .. EngineOf(balancer).HeldListeners.Select(held => new InheritedListener(
            held.Listener, held.Bind,
            [.. held.Sockets.Select(socket => SafeFd.Duplicate((int)socket.DangerousGetHandle()))])),
    ];

    public static Task PauseAcceptingAsync(RunningBalancer balancer) => EngineOf(balancer).PauseAcceptingAsync();

    public static void GoOnAccepting(RunningBalancer balancer) => EngineOf(balancer).GoOnAccepting();

    private static DepartedSession On(DepartedSession left, ArrivingTerms terms)
    {
        var old = left.Account.Terms;
        return left with
        {
            Account = terms.Resolve(left.Account.State, old.Listener.Name, old.Pool, old.Backend),
        };
    }
}
