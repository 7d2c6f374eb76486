using L4Balancer.Admin;
using L4Balancer.Admin.History;
using L4Balancer.DataPlane;
using L4Balancer.Handover;

namespace L4Balancer.Hosting;

/// <summary>Where each part goes that a predecessor remembered.</summary>
internal sealed class MemoryParts(EventJournal journal, SnapshotHistory history, RateMemory rates)
{
    public const string Journal = "journal";
    public const string History = "history";

    /// <param name="now">Since the zero of the monotonic clock.</param>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public void Restore(MemoryPart part, TimeSpan now)
    {
        try
        {
            if (part.Name == Journal) journal.Load(part.Bytes.Span);
            else if (part.Name == History) history.Load(part.Bytes);
            else rates.Load(part.Name, part.Bytes, now);
        }
        catch (FormatException e)
        {
            throw new HandoverException($"{part.Name} is not understood: {e.Message}");
        }
    }
}
