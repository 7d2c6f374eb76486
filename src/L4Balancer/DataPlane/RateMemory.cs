using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Quotas;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Rates;

namespace L4Balancer.DataPlane;

/// <summary>
/// The token buckets of an engine, and the sources of its clients, for the engine of another process: a client that has
/// used up its rate does not get another one. What sessions hold is counted anew when they arrive. Any thread.
/// </summary>
/// <param name="slots">The listeners; one of several addresses may be there several times.</param>
internal sealed class RateMemory(AdmissionState state, ByteRates rates, Func<IEnumerable<ListenerSlot>> slots)
{
    private const string Buckets = "buckets";
    private const string Sources = "sources";

    /// <summary>What is remembered now, in parts of a bounded size.</summary>
    /// <param name="now">Since the zero of the monotonic clock.</param>
    public IEnumerable<(string Name, byte[] Bytes)> Save(TimeSpan now)
    {
        ListenerSlot[] listeners = [.. slots().DistinctBy(slot => slot.Name)];
        yield return (Buckets, Write(to =>
        {
            to.Write(listeners.Length);
            foreach (var slot in listeners)
            {
                to.Write(slot.Name);
                to.Write(slot.Bucket.SpentUntil);
            }

            rates.Save(to);
        }));
        if (state.KnownSources is not { } table) yield break;
        var names = listeners.ToDictionary(slot => slot.Number, slot => slot.Name);
        var known = table.Save((long)now.TotalMilliseconds).Where(source => names.ContainsKey(source.Listener));
        foreach (var some in known.Chunk(Limits.SourcesPerMessage))
            yield return (Sources, Write(to => Write(to, some, names)));
    }

    /// <summary>Remembers it here, before sessions arrive; false if it is something else.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public bool Load(string name, ReadOnlyMemory<byte> bytes, TimeSpan now)
    {
        using var from = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        try
        {
            if (name == Buckets) LoadBuckets(from, now);
            else if (name == Sources) LoadSources(from, (long)now.TotalMilliseconds);
            else return false;
        }
        catch (IOException e)
        {
            throw new FormatException(e.Message, e);
        }

        return true;
    }

    /// <summary>All sessions have arrived.</summary>
    public void Settle() => rates.Settle();

    private static byte[] Write(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var to = new BinaryWriter(bytes, Encoding.UTF8)) write(to);
        return bytes.ToArray();
    }

    private static void Write(BinaryWriter to, SourceMemory[] sources, Dictionary<int, string> names)
    {
        to.Write(names.Count);
        foreach (var (number, name) in names)
        {
            to.Write(number);
            to.Write(name);
        }

        to.Write(sources.Length);
        foreach (var source in sources)
        {
            to.Write(source.High);
            to.Write(source.Low);
            to.Write(source.Prefix);
            to.Write(source.Listener);
            to.Write(source.SpentUntil);
            to.Write(source.Arrivals);
            to.Write(source.Refusals);
            to.Write(source.RefusedAt);
        }
    }

    private ListenerSlot? SlotOf(string name) => slots().FirstOrDefault(slot => slot.Name == name);

    private void LoadBuckets(BinaryReader from, TimeSpan now)
    {
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            var (slot, spentUntil) = (SlotOf(from.ReadString()), from.ReadInt64());
            slot?.Bucket.Load(spentUntil, (long)now.TotalMilliseconds);
        }

        rates.Load(from, now);
    }

    private void LoadSources(BinaryReader from, long now)
    {
        var numbers = new Dictionary<int, int>(); // There, and here.
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            var (there, slot) = (from.ReadInt32(), SlotOf(from.ReadString()));
            if (slot is not null) numbers[there] = slot.Number;
        }

        for (var left = from.ReadInt32(); left > 0; left--)
        {
            var source = new SourceMemory(
                from.ReadUInt64(), from.ReadUInt64(), from.ReadByte(), from.ReadInt32(), from.ReadInt64(),
                from.ReadSingle(), from.ReadSingle(), from.ReadInt64());
            if (numbers.TryGetValue(source.Listener, out var here)) state.Sources.Load(source, here, now);
        }
    }
}
