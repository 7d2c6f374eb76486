using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Rates;

/// <content>Buckets go on in another process, when the sessions that use them arrive there.</content>
internal sealed partial class ByteRates
{
    private const int NanosPerTick = 100;

    private readonly Dictionary<SharedKey, SpentBytes> _expectedShared = []; // Guarded by _sync.
    private readonly Dictionary<ulong, SpentBytes> _expectedOwn = []; // Guarded by _sync.

    /// <summary>Writes what is spent of each bucket.</summary>
    public void Save(BinaryWriter to)
    {
        lock (_sync)
        {
            to.Write(_shared.Count);
            foreach (var ((listener, source), buckets) in _shared)
            {
                to.Write(listener);
                to.Write((byte)(source is { } client ? client.Ip.Length : 0));
                if (source is { } one) to.Write(one.Ip);
                Write(to, buckets.Spent);
            }

            to.Write(_own.Count);
            foreach (var (id, buckets) in _own)
            {
                to.Write(id);
                Write(to, buckets.Spent);
            }
        }
    }

    /// <summary>Remembers what is spent of the buckets of sessions that will arrive.</summary>
    /// <param name="now">Since the zero of the monotonic clock.</param>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public void Load(BinaryReader from, TimeSpan now)
    {
        lock (_sync)
        {
            for (var left = from.ReadInt32(); left > 0; left--)
            {
                var listener = from.ReadString();
                ClientAddress? source = from.ReadByte() switch
                {
                    0 => null,
                    4 => new ClientAddress(Exactly(from, 4), 0),
                    16 => new ClientAddress(Exactly(from, 16), 0),
                    var length => throw new FormatException($"an address has {length} bytes"),
                };
                _expectedShared[new SharedKey(listener, source)] = Read(from, now);
            }

            for (var left = from.ReadInt32(); left > 0; left--) _expectedOwn[from.ReadUInt64()] = Read(from, now);
        }
    }

    /// <summary>All sessions have arrived.</summary>
    public void Settle()
    {
        lock (_sync)
        {
            _expectedShared.Clear();
            _expectedOwn.Clear();
        }
    }

    private static byte[] Exactly(BinaryReader from, int count) =>
        from.ReadBytes(count) is var read && read.Length == count ? read : throw new EndOfStreamException();

    private static void Write(BinaryWriter to, SpentBytes spent)
    {
        to.Write(spent.Upload);
        to.Write(spent.Download);
    }

    private static SpentBytes Read(BinaryReader from, TimeSpan now)
    {
        var latest = now.Ticks * NanosPerTick;
        return new SpentBytes(Math.Clamp(from.ReadInt64(), 0, latest), Math.Clamp(from.ReadInt64(), 0, latest));
    }
}
