using System.Runtime.InteropServices;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Admission;

/// <summary>The counters of one listener since it was bound; kept by name across reloads. Any thread.</summary>
public sealed class ListenerCounters(string name) : ICounters
{
    private Padded _values;
    private ClientFault? _fault;

    public string Name { get; } = name;

    /// <summary>Tells its sources from those of other listeners.</summary>
    public int Number { get; init; }

    /// <summary>The places that its session limit applies to.</summary>
    public AdmissionGate Gate { get; } = new();

    /// <summary>Current sessions.</summary>
    public int Active => Gate.Active;

    /// <summary>Accepted clients, including those refused afterwards.</summary>
    public long Accepted => Volatile.Read(ref _values.Accepted);

    /// <summary>Bytes from its clients; those of running sessions as of their last count.</summary>
    public long BytesUploaded => _values.Bytes.Uploaded;

    /// <summary>Bytes to its clients; those of running sessions as of their last count.</summary>
    public long BytesDownloaded => _values.Bytes.Downloaded;

    /// <summary>Sessions that ended for this reason, including refused ones.</summary>
    public long Ended(CloseReason reason) => _values.Ended.Of(reason);

    public void CountAccepted() => Interlocked.Increment(ref _values.Accepted);

    public void CountBytes(long uploaded, long downloaded) => _values.Bytes.Count(uploaded, downloaded);

    public void CountEnded(CloseReason reason) => _values.Ended.Count(reason);

    public void VisitCounters(CounterVisit visit)
    {
        visit("accepted", ref _values.Accepted);
        _values.Bytes.VisitCounters(visit);
        _values.Ended.VisitCounters(visit);
    }

    /// <summary>
    /// Remembers what was wrong with a refused client, unless another one is remembered already: the log has the first
    /// of an interval, however many there are.
    /// </summary>
    public void NoteFault(in ClientAddress client, string cause)
    {
        if (Volatile.Read(ref _fault) is null) Volatile.Write(ref _fault, new ClientFault(client, cause));
    }

    /// <summary>The client that was remembered, which is forgotten now; null if there was none.</summary>
    public ClientFault? TakeFault() => Interlocked.Exchange(ref _fault, null);

    /// <summary>Alone on their cache lines: the loops write them for every session.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 152 + ReasonCounts.Size + 128)]
    private struct Padded
    {
        [FieldOffset(128)] public long Accepted;
        [FieldOffset(136)] public ByteCounts Bytes;
        [FieldOffset(152)] public ReasonCounts Ended;
    }
}
