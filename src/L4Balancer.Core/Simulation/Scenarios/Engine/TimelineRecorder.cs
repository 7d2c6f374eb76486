using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>Collects the columns of the timeline.</summary>
internal sealed class TimelineRecorder(Agenda agenda, ServerSet servers, long duration)
{
    private readonly List<TimelineColumn> _columns = [];
    private readonly Cell[] _cells = new Cell[servers.All.Length];
    private readonly long _width = // Rounded up: the last column is nearly as wide as the others.
        (duration + Limits.SimulatedColumns - 1) / Limits.SimulatedColumns;
    private long _begun;
    private long _failed;
    private long _hung;
    private long _from = Agenda.Start;

    public IReadOnlyList<TimelineColumn> Columns => _columns;

    public void Begin() => agenda.After(_width, EventKind.Column);

    public void CountBegun() => _begun++;

    public void CountFailed() => _failed++;

    public void CountHung() => _hung++;

    public void CountWait(int server, long microseconds)
    {
        ref var cell = ref _cells[server];
        cell.Answers++;
        cell.WaitSum += microseconds;
        cell.WaitMax = Math.Max(cell.WaitMax, microseconds);
    }

    /// <summary>The highest utilisation of a backend in any column.</summary>
    public double UtilisationMax(int server) =>
        _columns.Select(column => column.Backends[server].Utilisation).DefaultIfEmpty(0).Max();

    /// <summary>Completes a column, and plans the next.</summary>
    /// <param name="sessionsOf">The sessions that hold a backend now.</param>
    public void Complete(Func<int, int> sessionsOf, Func<int, bool> isUsed)
    {
        var width = agenda.Now - _from;
        if (width == 0) return;
        var cells = new TimelineCell[_cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var server = servers.All[i];
            server.CountWork();
            ref var cell = ref _cells[i];
            var mean = cell.Answers == 0 ? 0 : cell.WaitSum / cell.Answers;
            cells[i] = new TimelineCell(
                sessionsOf(i), (double)(server.WorkDone - cell.WorkBefore) / (width * server.Cores), cell.Answers,
                TimeSpan.FromMicroseconds(mean), TimeSpan.FromMicroseconds(cell.WaitMax), isUsed(i));
            cell = new Cell { WorkBefore = server.WorkDone };
        }

        _columns.Add(new TimelineColumn(TimeOf(_from), TimeOf(agenda.Now), _begun, _failed, _hung, cells));
        (_begun, _failed, _hung, _from) = (0, 0, 0, agenda.Now);
        agenda.After(_width, EventKind.Column);
    }

    private static TimeSpan TimeOf(long at) => TimeSpan.FromMicroseconds(at - Agenda.Start);

    private struct Cell
    {
        public long Answers;
        public long WaitSum;
        public long WaitMax;
        public long WorkBefore;
    }
}
