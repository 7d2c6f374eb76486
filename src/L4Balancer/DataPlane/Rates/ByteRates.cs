using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Rates;

/// <summary>
/// The limits of sessions under <c>rate-limit</c>, and the buckets that sessions share. A bucket exists while a session
/// uses it, so there are never more of them than sessions. It is found by the name of its listener, so a reload that
/// does not change its limit does not change the bucket either. A session keeps the limits of its start. Any thread.
/// </summary>
internal sealed partial class ByteRates
{
    private readonly Lock _sync = new();
    private readonly Dictionary<SharedKey, SharedBuckets> _shared = []; // Guarded by _sync.
    private readonly Dictionary<ulong, SharedBuckets> _own = []; // Of sessions with a limit. Guarded by _sync.

    /// <summary>The number of sources and listeners whose sessions share buckets.</summary>
    public int SharedCount
    {
        get
        {
            lock (_sync) return _shared.Count;
        }
    }

    /// <summary>The limits of a new session, or of one that was handed over; null if it has none.</summary>
    /// <param name="id">Of the session.</param>
    public SessionRates? Join(ListenerConfig listener, in ClientAddress client, ulong id)
    {
        if (listener.RateLimit is not { } limit) return null;
        var (own, byListener) = (limit.Session, limit.Listener);
        var bySource = client.IsUnix ? None : limit.Source;
        SharedKey? source = bySource == None ? null : new SharedKey(listener.Name, SourceOf(listener, client));
        SharedKey? whole = byListener == None ? null : new SharedKey(listener.Name, null);
        lock (_sync)
        {
            var (first, second, third) = (EnterOwn(id, own), Enter(source, bySource), Enter(whole, byListener));
            var upload = RateOf(first?.Upload, second?.Upload, third?.Upload);
            var download = RateOf(first?.Download, second?.Download, third?.Download);
            return upload is null && download is null
                ? null
                : new SessionRates(upload, download, id, first, this, source, whole);
        }
    }

    /// <summary>A session no longer shares its buckets.</summary>
    public void Leave(SessionRates session)
    {
        lock (_sync)
        {
            if (session.Own is not null) _own.Remove(session.Id);
            Exit(session.Source);
            Exit(session.Listener);
        }
    }

    private static ByteRateConfig None { get; } = new();

    /// <summary>The network of the client that is one source; without a port.</summary>
    private static ClientAddress SourceOf(ListenerConfig listener, in ClientAddress client)
    {
        var source = listener.PerSource ?? new PerSourceConfig();
        Span<byte> ip = stackalloc byte[16];
        var length = client.Ip.Length;
        client.Ip.CopyTo(ip);
        for (var bit = length == 4 ? source.Ipv4Prefix : source.Ipv6Prefix; bit < length * 8; bit++)
            ip[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new ClientAddress(ip[..length], 0);
    }

    private static DirectionRate? RateOf(ByteBucket? session, ByteBucket? source, ByteBucket? listener)
    {
        ByteBucket[] buckets = [.. new[] { session, source, listener }.OfType<ByteBucket>()];
        return buckets.Length == 0 ? null : new DirectionRate(buckets);
    }

    private SharedBuckets? Enter(SharedKey? key, ByteRateConfig limits)
    {
        if (key is not { } known) return null;
        var isNew = !_shared.TryGetValue(known, out var buckets);
        if (isNew) _shared.Add(known, buckets = new SharedBuckets());
        buckets!.Sessions++;
        buckets.Fit(limits);
        if (isNew && _expectedShared.Remove(known, out var spent)) buckets.Load(spent);
        return buckets;
    }

    private SharedBuckets? EnterOwn(ulong id, ByteRateConfig limits)
    {
        if (limits == None) return null;
        var buckets = new SharedBuckets { Sessions = 1 };
        buckets.Fit(limits);
        if (_expectedOwn.Remove(id, out var spent)) buckets.Load(spent);
        _own[id] = buckets;
        return buckets;
    }

    private void Exit(SharedKey? key)
    {
        if (key is not { } known) return;
        var buckets = _shared[known];
        if (--buckets.Sessions == 0) _shared.Remove(known);
    }
}
