using System.Runtime.Versioning;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Handover;

/// <summary>
/// Hands sessions without peers over within this process, by the code that a handover uses, so that it is compiled
/// before the sessions stop: compiling it took several times as long as handing over a thousand sessions. Nothing is
/// counted.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class HandoverRehearsal
{
    /// <summary>A method is compiled up to three times, each time after 30 calls.</summary>
    private const int Bursts = 4;

    private const int RoundsPerBurst = 12;
    private const int PausesPerBurst = 5;
    private const int SessionsPerRound = 4;
    private const ulong FirstId = ulong.MaxValue - SessionsPerRound;

    /// <exception cref="HandoverException">It does not work.</exception>
    public static async Task RunAsync(IEngineHandover engine, BackendTable table)
    {
        var pool = table.Pools.Values.FirstOrDefault(view => view.Set.All.Length > 0);
        if (pool is null || engine.HeldListeners is not [{ Listener: var listener }, ..]) return;
        var (mine, other) = DescriptorChannel.CreatePair();
        using var to = new HandoverChannel(mine);
        using var from = new HandoverChannel(new DescriptorChannel(other));
        using var pairs = new ConnectionPairs();
        var writer = new SessionWriter(to);
        using var reader = new SessionReader(new ArrivingTerms(table, engine.CountersOf));
        for (var round = 1; round <= Bursts * RoundsPerBurst; round++)
        {
            if (round % RoundsPerBurst == 0) await Compilation.SettleAsync(PausesPerBurst);
            var (connections, peers) = (new List<SafeFd>(), new List<SafeFd>());
            var counters = engine.CountersOf(listener);
            var made = Enumerable.Range(0, SessionsPerRound)
                .Select(i => Make(FirstId + (ulong)i, counters, pool, pairs, connections, peers)).ToArray();
            writer.SendFacts([.. made.Skip(1).Select(session => session.Account)]);
            reader.Receive(from);
            writer.Send(made);
            to.Send(MessageKind.End, new EndMessage(made.Length, 0), HandoverJson.Default.EndMessage);
            reader.Receive(from);
            foreach (var fd in connections) fd.Dispose();
            await engine.ArriveAsync(reader.TakeAll());
            var left = await engine.LeaveAsync(id => id >= FirstId, CancellationToken.None);
            foreach (var peer in peers) StreamSockets.CloseWithReset(peer.Release()); // First: no TIME_WAIT is left.
            foreach (var session in left) session.Dispose();
        }
    }

    private static SessionExport Make(
        ulong id, ListenerCounters listener, PoolView pool, ConnectionPairs pairs, List<SafeFd> connections,
        List<SafeFd> peers)
    {
        var client = MakeConnection(pairs, connections, peers);
        var server = MakeConnection(pairs, connections, peers);
        var backend = pool.Set.All[0];
        var account = SessionAccount.Of(
            new AccountState { Id = id, AcceptedAt = 0 },
            new SessionTerms(listener, pool.Terms, backend.Address, backend.Counters));
        var direction = new DirectionState { Held = new byte[1], Uncounted = 1 };
        return new SessionExport(
            client, server, SessionPhase.Relaying, account, AdmissionStage.Admitted, IsClientKnown: true, default,
            new RelayState(direction, direction, default, new LastMove(1, isUpload: true), null));
    }

    private static int MakeConnection(ConnectionPairs pairs, List<SafeFd> connections, List<SafeFd> peers)
    {
        var (one, other) = pairs.Make();
        connections.Add(one);
        peers.Add(other);
        return one.Number;
    }
}
