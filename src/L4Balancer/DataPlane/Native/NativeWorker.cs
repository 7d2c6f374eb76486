using System.Runtime.Versioning;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// One event loop on a thread of its own, with everything that its sessions share. Members belong to the loop's thread
/// unless they are marked for any thread.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeWorker : IDisposable
{
    /// <summary>Session objects that are always kept for the next clients: about 100 KiB.</summary>
    internal const int SessionsKept = 256;

    /// <summary>Only a few sessions connect at the same moment.</summary>
    private const int PicksKept = 64;

    /// <summary>Any beyond this are left to the garbage collector.</summary>
    private const int PicksKeptMax = 256;

    private readonly Stock<NativeSession> _free;
    private readonly Stock<BackendPicks> _picks;
    private readonly Thread _thread;
    private readonly NativeWorker[] _all;
    private readonly LoadBalance _balance;
    private SessionIds _ids;
    private ulong _nextSeed;

    /// <param name="all">All workers, including this one.</param>
    /// <param name="core">The core to run on; null for any core.</param>
    public NativeWorker(NativeServices services, int index, NativeWorker[] all, LoadBalance balance, int? core)
    {
        Services = services;
        Index = index;
        _all = all;
        Loop = new EpollLoop(services.Time, OnFault);
        var trimmer = new StockTrimmer(Loop);
        _free = new Stock<NativeSession>(trimmer, SessionsKept, int.MaxValue);
        _picks = new Stock<BackendPicks>(trimmer, PicksKept, PicksKeptMax);
        Tools = new RelayTools(Loop, trimmer, services, all.Length);
        _balance = balance;
        _ids = new SessionIds(index);
        _nextSeed = services.Seed + ((ulong)index << 48);
        _thread = new Thread(() => Run(core)) { IsBackground = true, Name = $"loop {index}" };
    }

    public NativeServices Services { get; }

    public int Index { get; }

    public EpollLoop Loop { get; }

    public RelayTools Tools { get; }

    /// <summary>The sessions running now.</summary>
    public RunningList<NativeSession> Running { get; } = new();

    /// <summary>Session objects waiting for their next session.</summary>
    public int FreeSessions => _free.Count;

    public void Start() => _thread.Start();

    /// <summary>Ends the loop; its sessions and listeners must have ended before. Not on the loop.</summary>
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
    /// Takes a client accepted here: decides about it, and keeps it or hands it to a worker that has fewer sessions. A
    /// refused client costs no other loop anything.
    /// </summary>
    public void Take(int client, in ClientAddress address, ListenerSlot slot)
    {
        var arrival = new AcceptedClient(client, address, slot, Services.Admit(address, slot, Loop.Now));
        if (!arrival.Decision.IsRefused && _balance.LighterThan(Index, Loop.Now) is { } other)
            _all[other].Receive(arrival, this);
        else
            Begin(arrival);
    }

    public BackendPicks RentPicks() => _picks.TryTake(out var picks) ? picks : new BackendPicks(Services);

    public void Return(BackendPicks picks) => _picks.Put(picks);

    /// <summary>A distinct number for every session, the seed of its random draws.</summary>
    public ulong NextSeed() => _nextSeed++;

    /// <summary>The ID of a new session.</summary>
    public ulong NextId() => _ids.Next();

    public ulong LastId => _ids.Last;

    public void SkipIds(ulong number) => _ids.Skip(number);

    public void OnFinished(NativeSession session)
    {
        try
        {
            Running.Remove(session);
            _free.Put(session);
        }
        finally
        {
            // Whatever failed: a drain waits for this count.
            _balance.OnEnded(Index);
        }
    }

    /// <summary>Takes a client over from another worker; called on that worker's loop.</summary>
    private void Receive(AcceptedClient arrival, NativeWorker from)
    {
        _balance.OnBegun(Index);
        if (Loop.TryPost(() => Start(arrival))) return;

        // Its mailbox is full: it already has enough work.
        _balance.OnEnded(Index);
        from.Begin(arrival);
    }

    private void Begin(in AcceptedClient arrival)
    {
        _balance.OnBegun(Index);
        Start(arrival);
    }

    private void Start(in AcceptedClient arrival) => TakeFree().Begin(arrival);
    private NativeSession TakeFree()
    {
        if (!_free.TryTake(out var session)) session = new NativeSession(this);
        Running.Add(session);
        return session;
    }

    /// <summary>A session goes on here that has left an engine.</summary>
    public void Arrive(DepartedSession departed, ListenerSlot slot)
    {
        var client = HandedConnection.TakeFd(departed.Client);
        var server = departed.Server is { } handle ? HandedConnection.TakeFd(handle) : -1;
        _balance.OnBegun(Index);
        TakeFree().Arrive(departed, slot, client, server);
    }

    private void OnFault(Exception bug)
    {
        Services.Counters.CountBug();
        Services.Log.LoopBug(bug);
    }

    private void Run(int? core)
    {
        try
        {
            if (core is { } number) LoopThread.PinTo(number);
            Loop.Run();
        }
        catch (Exception e)
        {
            // The sessions on this loop are lost, and would keep a drain waiting forever: an exception that leaves its
            // thread ends the process, and the supervisor restarts it.
            Services.Log.LoopFailed(Index, e);
            throw;
        }
    }
}
