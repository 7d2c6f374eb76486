using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// A server: cores that work on one answer each, a queue in front of them, first come first served, and a condition.
/// What its clients and the balancer make of it is not its concern.
/// </summary>
internal sealed class Server(int index, string name, ScenarioService service, Agenda agenda, SessionTable sessions)
{
    private readonly ServiceTimes _times = new(service);
    private readonly Queue<(int Session, int Stamp)> _queue = new(); // May hold sessions that have gone.
    private long _busySince; // Up to when the work is counted.

    /// <summary>The backend as the configuration has it.</summary>
    public string Name => name;

    public int Cores => service.Cores;

    public ServerCondition Condition { get; private set; }

    /// <summary>Answers in progress.</summary>
    public int Busy { get; private set; }

    /// <summary>Questions in the queue.</summary>
    public int Queued { get; private set; }

    /// <summary>Microseconds of cores that were busy so far; as of the last <see cref="CountWork"/>.</summary>
    public long WorkDone { get; private set; }

    /// <summary>How long a question of no work at all would take now, in microseconds.</summary>
    public long Delay => Busy < Cores ? 0 : (long)((Queued + 1) * _times.Mean / Cores);

    private bool IsStill => Condition is ServerCondition.Hanging or ServerCondition.Cut;

    /// <summary>A question has come.</summary>
    public void Submit(int session)
    {
        ref var s = ref sessions[session];
        if (Busy < Cores && !IsStill)
        {
            Begin(session);
            return;
        }

        s.Step = SessionStep.Queued;
        _queue.Enqueue((session, ++s.Stamp));
        Queued++;
    }

    /// <summary>The client of a queued question has gone.</summary>
    public void Withdraw() => Queued--;

    /// <summary>An answer is finished: its core takes the next question.</summary>
    public void Finish()
    {
        CountWork();
        Busy--;
        WorkOn();
    }

    /// <summary>Counts the work up to now.</summary>
    public void CountWork()
    {
        if (!IsStill) WorkDone += Busy * (agenda.Now - _busySince);
        _busySince = agenda.Now;
    }

    /// <summary>
    /// Takes another condition. A dying server drops its work; its sessions are for the caller to end.
    /// </summary>
    /// <param name="factor">By which answers take longer.</param>
    public void Turn(ServerCondition condition, double factor)
    {
        CountWork();
        var wasStill = IsStill;
        (Condition, _times.Factor) = (condition, factor);
        if (condition is ServerCondition.Dead or ServerCondition.Closing) Drop();
        else if (IsStill && !wasStill) Pause();
        else if (wasStill && !IsStill) Resume();
    }

    private void Begin(int session)
    {
        CountWork();
        ref var s = ref sessions[session];
        var takes = _times.Draw(ref s.Demands, Busy++);
        s.Step = SessionStep.Served;
        s.ReadyAt = agenda.Now + takes;
        agenda.At(s.ReadyAt, EventKind.Answer, session, ++s.Stamp);
    }

    private void WorkOn()
    {
        while (Busy < Cores && _queue.TryDequeue(out var next))
        {
            if (sessions[next.Session].Stamp != next.Stamp) continue;
            Queued--;
            Begin(next.Session);
        }
    }

    private void Drop()
    {
        (Busy, Queued) = (0, 0);
        _queue.Clear();
        for (var i = sessions.FirstOf(index); i != SessionTable.None; i = sessions[i].Next)
        {
            ref var s = ref sessions[i];
            if (s.Step != SessionStep.Connecting) s.Stamp++;
        }
    }

    private void Pause()
    {
        for (var i = sessions.FirstOf(index); i != SessionTable.None; i = sessions[i].Next)
        {
            ref var s = ref sessions[i];
            if (s.Step is not (SessionStep.Served or SessionStep.Abandoned)) continue;
            s.Stamp++;
            s.ReadyAt -= agenda.Now;
        }
    }

    private void Resume()
    {
        for (var i = sessions.FirstOf(index); i != SessionTable.None; i = sessions[i].Next)
        {
            ref var s = ref sessions[i];
            if (s.Step is not (SessionStep.Served or SessionStep.Abandoned)) continue;
            s.ReadyAt += agenda.Now;
            agenda.At(s.ReadyAt, EventKind.Answer, i, ++s.Stamp);
        }

        WorkOn();
    }
}

/// <summary>How a server is.</summary>
internal enum ServerCondition
{
    /// <summary>It works, possibly slowly.</summary>
    Well,

    /// <summary>Connects are refused.</summary>
    Dead,

    /// <summary>Connects succeed, and nothing is answered.</summary>
    Hanging,

    /// <summary>Connects time out, and nothing is answered.</summary>
    Cut,

    /// <summary>Connects succeed, and are closed at once.</summary>
    Closing,
}
