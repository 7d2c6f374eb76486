using System.Runtime.Versioning;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// One event loop on a thread of its own, with everything that its sessions share. What is not said to be for any
/// thread is for the loop's.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeWorker : IDisposable
{
    /// <summary>Sessions that connect at the same moment are few; more of these are left to the collector.</summary>
    private const int PicksKept = 256;

    private readonly Stack<NativeSession> _free = new();
    private readonly List<NativeSession> _sessions = [];
    private readonly Stack<BackendPicks> _picks = new();
    private readonly Thread _thread;
    private readonly NativeWorker[] _all;
    private readonly LoadBalance _balance;
    private SessionIds _ids;
    private ulong _nextSeed;

    /// <param name="all">All workers, this one among them.</param>
    /// <param name="core">Where it runs; null is anywhere.</param>
    public NativeWorker(NativeServices services, int index, NativeWorker[] all, LoadBalance balance, int? core)
    {
        Services = services;
        Index = index;
        _all = all;
        Loop = new EpollLoop(services.Time, services.Log.LoopBug);
        Tools = new RelayTools(Loop, services, all.Length);
        _balance = balance;
        _ids = new SessionIds(index);
        _nextSeed = services.Seed + ((ulong)index << 48);
        _thread = new Thread(() => Run(core)) { IsBackground = true, Name = $"loop {index}" };
    }

    public NativeServices Services { get; }

    public int Index { get; }

    public EpollLoop Loop { get; }

    public RelayTools Tools { get; }

    public void Start() => _thread.Start();

    /// <summary>Ends the loop; its sessions and listeners have ended before. Not on the loop.</summary>
    public void Dispose()
    {
        Loop.Stop();
        if (_thread.IsAlive) _thread.Join();
        Tools.Dispose();
        Loop.Dispose();
    }

    /// <summary>Runs the work on the loop. Any thread.</summary>
    public void Post(Action work) => Loop.Post(work);

    /// <summary>
    /// A client was accepted here: it is decided about, and stays or goes to a worker that has fewer. One that is
    /// refused costs no other loop anything.
    /// </summary>
    public void Take(int client, in ClientAddress address, ListenerSlot slot)
    {
        var arrival = new AcceptedClient(client, address, slot, Services.Admit(address, slot, Loop.Now));
        if (!arrival.Decision.IsRefused && _balance.LighterThan(Index, Loop.Now) is { } other)
            _all[other].Receive(arrival, this);
        else
            Begin(arrival);
    }

    public BackendPicks RentPicks() => _picks.TryPop(out var picks) ? picks : new BackendPicks(Services);

    public void Return(BackendPicks picks)
    {
        if (_picks.Count < PicksKept) _picks.Push(picks);
    }

    /// <summary>A number of its own for every session, the source of its random draws.</summary>
    public ulong NextSeed() => _nextSeed++;

    /// <summary>The number of a new session.</summary>
    public ulong NextId() => _ids.Next();

    public void OnFinished(NativeSession session)
    {
        _free.Push(session);
        _balance.OnEnded(Index);
    }

    /// <summary>Does something with every running session; it may end them.</summary>
    public void ForEachSession(Action<NativeSession> action)
    {
        foreach (var session in _sessions)
        {
            if (session.IsRunning) action(session);
        }
    }

    /// <summary>
    /// Shows some of the running sessions, from <paramref name="next"/> on, which moves past them. The objects stay
    /// where they are, so that none is shown twice.
    /// </summary>
    /// <returns>False when there are no more, or when <paramref name="look"/> has seen enough.</returns>
    public bool LookAtSome(ref int next, int count, Func<NativeSession, bool> look)
    {
        var end = Math.Min(next + count, _sessions.Count);
        while (next < end)
        {
            var session = _sessions[next++];
            if (session.IsRunning && !look(session)) return false;
        }

        return next < _sessions.Count;
    }

    /// <summary>Takes a client over from another worker; on that worker's loop.</summary>
    private void Receive(AcceptedClient arrival, NativeWorker from)
    {
        _balance.OnBegun(Index);
        if (Loop.TryPost(() => Start(arrival))) return;

        // Its mailbox is full: it has work enough.
        _balance.OnEnded(Index);
        from.Begin(arrival);
    }

    private void Begin(in AcceptedClient arrival)
    {
        _balance.OnBegun(Index);
        Start(arrival);
    }

    private void Start(in AcceptedClient arrival)
    {
        if (!_free.TryPop(out var session))
        {
            session = new NativeSession(this);
            _sessions.Add(session);
        }

        session.Begin(arrival);
    }

    private void Run(int? core)
    {
        if (core is { } number) LoopThread.PinTo(number);
        Loop.Run();
    }
}
