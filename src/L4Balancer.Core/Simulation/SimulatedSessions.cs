using L4Balancer.Core.Control;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Clients that arrive, wait for a place, connect with retries, stay a while and leave; and records of which session
/// holds which backend, against which the counters are checked.
/// </summary>
internal sealed partial class SimulatedSessions(SimulationWorld world)
{
    private readonly Dictionary<BackendCounters, int> _held = [];
    private readonly List<SimulatedSession> _running = [];
    private readonly Dictionary<(string Pool, NetAddress Address), object> _paces = [];

    /// <summary>Sessions that hold a backend, connecting or running.</summary>
    public int Count { get; private set; }

    public void ComeAndGo(TimeSpan until)
    {
        if (world.Clock.Now >= until) return;
        if (world.Table.Listeners.Count > 0) Start();
        world.Clock.After(world.Random.Milliseconds(5, 250), () => ComeAndGo(until));
    }

    public void Carry(ResetSessions reset)
    {
        var pace = _paces[(reset.Pool, reset.Address)] = new object();
        if (reset.Rate is { } rate) EndOne(reset, TimeSpan.FromSeconds(1) / rate, pace);
        else foreach (var session in RunningOn(reset).ToArray()) End(session);
    }

    public void Carry(SpareSessions spare) => _paces.Remove((spare.Pool, spare.Address));

    /// <summary>The counters of everything in the table match the records.</summary>
    public void RequireBalance()
    {
        Invariant.Require(_held.Values.Sum() == Count, "The books of the simulation are wrong.");
        foreach (var pool in world.Table.Pools.Values)
        {
            foreach (var backend in pool.Set.All)
            {
                var held = _held.GetValueOrDefault(backend.Counters);
                Invariant.Require(
                    backend.Counters.Active == held,
                    $"{backend.Address} counts {backend.Counters.Active} sessions, and {held} hold it.");
            }
        }

        RequireLines();
    }

    private IEnumerable<SimulatedSession> RunningOn(ResetSessions reset) =>
        _running.Where(s => s.Pool.Config.Name == reset.Pool && s.Backend!.Address.Equals(reset.Address));

    private void EndOne(ResetSessions reset, TimeSpan pause, object pace)
    {
        if (!ReferenceEquals(_paces.GetValueOrDefault((reset.Pool, reset.Address)), pace)) return;
        if (RunningOn(reset).FirstOrDefault() is not { } session) return;
        End(session);
        world.Clock.After(pause, () => EndOne(reset, pause, pace));
    }

    private void Start()
    {
        var names = world.Model.Config.Listeners;
        var pool = world.Table.Listeners[names[world.Random.Below(names.Count)].Name].Pool;
        var session = new SimulatedSession(Call);
        session.Read(pool, NewContext(), AllowedOf(world.Model.Pools[pool.Config.Name]));
        Connect(session, isItsTurn: false);
    }

    private PickContext NewContext() => new(world.Random.Next(), world.Random.Next())
    {
        Now = (long)world.Clock.Now.TotalMicroseconds,
    };

    private static HashSet<NetAddress> AllowedOf(PoolModel pool) =>
        [.. pool.Used.Concat(pool.Shown.Where(pool.IsSidelined)).Select(backend => backend.Address)];

    private void Connect(SimulatedSession session, bool isItsTurn)
    {
        if (!isItsTurn && QueueRule.MustStandBehind(session.Pool, session.Patience))
        {
            StandIn(session);
            return;
        }

        var result = session.Pool.TryPick(ref session.Context, out var backend);
        world.History.Count($"pick: {result}");
        if (backend is null)
        {
            RequireNothingLeft(session, result);
            if (session.MayWait(result)) StandIn(session);
            else LeaveLine(session, isServed: false, "Refused");
            return;
        }

        if (session.IsWaiting) RequireTurn(session, backend);
        LeaveLine(session, isServed: true, "Served");
        Invariant.Require(
            session.Allowed.Contains(backend.Address), $"{backend.Address} was picked, and is not eligible.");
        Invariant.Require(session.Tried.Add(backend.Address), $"{backend.Address} was picked twice for one session.");
        Invariant.Require(
            backend.Counters.Active <= backend.MaxConnections, $"{backend.Address} has more sessions than it may.");
        var (sessions, pending) = (session.Pool.Config.MaxConnections, session.Pool.Config.MaxPendingConnects);
        Invariant.Require(
            (sessions == 0 || session.Pool.Counters.Held <= sessions)
                && (pending == 0 || backend.Counters.Pending <= pending),
            $"Pool {session.Pool.Config.Name} has more sessions or connects than it may.");
        session.Backend = backend;
        _held[backend.Counters] = _held.GetValueOrDefault(backend.Counters) + 1;
        Count++;
        Dial(session, backend);
    }

    private void Dial(SimulatedSession session, BackendView backend)
    {
        var condition = world.Network[backend.Address];
        var took = condition == BackendCondition.Hanging
            ? session.Pool.Config.Timeouts.Connect
            : world.Random.Milliseconds(0, 5);
        world.Clock.After(took, () =>
        {
            session.Pool.EndConnect(backend);
            if (condition == BackendCondition.Well) Run(session, backend);
            else Retry(session, backend, condition);
        });
    }

    private void Run(SimulatedSession session, BackendView backend)
    {
        backend.Counters.CountConnectSuccess(microseconds: 0, now: 0);
        _running.Add(session);
        world.Clock.After(world.Random.Milliseconds(1, 4000), () => End(session));
    }

    private void Retry(SimulatedSession session, BackendView backend, BackendCondition condition)
    {
        var inRow = backend.Counters.CountConnectFailure();
        GiveBack(session, backend);
        var cause = condition == BackendCondition.Hanging ? "timed out" : "connection refused";
        world.Post(new ConnectFailed(session.Pool.Config.Name, backend.Address, inRow, cause));
        if (session.Tried.Count <= session.Pool.Retries) Connect(session, isItsTurn: true);
    }

    private void End(SimulatedSession session)
    {
        if (_running.Remove(session)) GiveBack(session, session.Backend!);
    }

    private void GiveBack(SimulatedSession session, BackendView backend)
    {
        session.Pool.Release(backend);
        _held[backend.Counters]--;
        Count--;
    }

    private static void RequireNothingLeft(SimulatedSession session, PickResult result)
    {
        var isNone = result == PickResult.NoneEligible;
        Invariant.Require(
            isNone == (session.Allowed.Count == 0), $"A pick gave {result} with {session.Allowed.Count} eligible.");
        foreach (var backend in session.Pool.Set.All)
        {
            var isUntried = session.Allowed.Contains(backend.Address) && !session.Tried.Contains(backend.Address);
            var isLeft = isUntried && backend.HasRoom && !IsAtLimit(session.Pool, backend);
            Invariant.Require(!isLeft, $"A pick gave {result}, and {backend.Address} has room.");
        }
    }

    /// <summary>The limits of the pool: its sessions, and the connects in flight to the backend.</summary>
    private static bool IsAtLimit(PoolView pool, BackendView backend)
    {
        var (sessions, pending) = (pool.Config.MaxConnections, pool.Config.MaxPendingConnects);
        return (sessions > 0 && pool.Counters.Held >= sessions) || (pending > 0 && backend.Counters.Pending >= pending);
    }
}
