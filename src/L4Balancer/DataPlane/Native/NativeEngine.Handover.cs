using System.Collections.Concurrent;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>What leaves this engine, and what arrives from another one.</summary>
internal sealed partial class NativeEngine
{
    public IReadOnlyList<HeldListener> HeldListeners => _listeners.Held;

    public RateMemory RateMemory => new(_services.Arrivals, _services.Rates, () => _listeners.Slots);

    public void Inherit(IEnumerable<InheritedListener> listeners) => _listeners.Inherit(listeners);

    public Task PauseAcceptingAsync() => _listeners.PauseAsync();

    public void GoOnAccepting() => _listeners.GoOn();

    public async Task<ISuspension> SuspendAsync() => await NativeSuspension.BeginAsync(_workers, _balance);

    public async Task<IReadOnlyList<SessionAccount>> ConnectedAsync()
    {
        var found = Array.ConvertAll(_workers, _ => new List<SessionAccount>());
        await WalkAllAsync(
            worker => session =>
            {
                if (session.ConnectedAccount is { } account) found[worker].Add(account);
                return true;
            },
            CancellationToken.None);
        return [.. found.SelectMany(accounts => accounts)];
    }

    public ListenerCounters CountersOf(string listener) => _listeners.SlotOf(listener).Counters;

    public async Task<DepartedSession?> LeaveAsync(ulong id, CancellationToken cancellationToken)
    {
        DepartedSession? departed = null;
        await WalkAllAsync(
            _ => session =>
            {
                if (session.Id != id) return true;
                departed = Leave(session);
                return false;
            },
            cancellationToken);
        return departed;
    }

    public async Task<IReadOnlyList<DepartedSession>> LeaveAsync(
        Predicate<ulong> isOne, CancellationToken cancellationToken)
    {
        var departed = new ConcurrentQueue<DepartedSession>();
        await WalkAllAsync(
            _ => session =>
            {
                if (isOne(session.Id) && Leave(session) is { } left) departed.Enqueue(left);
                return true;
            },
            cancellationToken);
        return [.. departed];
    }

    /// <summary>Each loop gets the same number, in turn, so that each takes some of the busy ones.</summary>
    public Task ArriveAsync(IReadOnlyList<DepartedSession> sessions) => OnAllAsync(
        worker =>
        {
            for (var i = worker.Index; i < sessions.Count; i += _workers.Length)
                worker.Arrive(sessions[i], _listeners.SlotOf(sessions[i].Account.Terms.Listener.Name));
        });

    public Task SkipIdsAsync(ulong number) => OnAllAsync(worker => worker.SkipIds(number));

    private static DepartedSession? Leave(NativeSession session) =>
        session.Guard(static s => s.IsRunning ? s.Leave() : null, null);

    private Task OnAllAsync(Action<NativeWorker> work) =>
        Task.WhenAll(_workers.Select(worker => OnAsync(worker, work)));

    private static Task OnAsync(NativeWorker worker, Action<NativeWorker> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Post(() =>
        {
            try
            {
                work(worker);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }
}
