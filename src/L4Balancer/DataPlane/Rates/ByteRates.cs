using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Rates;

/// <summary>
/// The limits of sessions under <c>rate-limit</c>, and the buckets that sessions share. A bucket exists while a session
/// uses it, so there are never more of them than sessions. It is found by the name of its listener, so a reload that
/// does not change its limit does not change the bucket either. A session keeps the limits of its start. Any thread.
/// </summary>
internal sealed class ByteRates
{
    private readonly Lock _sync = new();
    private readonly Dictionary<SharedKey, SharedBuckets> _shared = [];

    /// <summary>The number of sources and listeners whose sessions share buckets.</summary>
    public int SharedCount
    {
        get
        {
            lock (_sync) return _shared.Count;
        }
    }

    /// <summary>The limits of a new session; null if it has none.</summary>
    public SessionRates? Join(ListenerConfig listener, in ClientAddress client)
    {
        if (listener.RateLimit is not { } limit) return null;
        var (own, byListener) = (limit.Session, limit.Listener);
        var bySource = client.IsUnix ? None : limit.Source;
        SharedKey? source = bySource == None ? null : new SharedKey(listener.Name, SourceOf(listener, client));
        SharedKey? whole = byListener == None ? null : new SharedKey(listener.Name, null);
        lock (_sync)
        {
            var (first, second) = (Enter(source, bySource), Enter(whole, byListener));
            var upload = RateOf(own.Upload, first?.Upload, second?.Upload);
            var download = RateOf(own.Download, first?.Download, second?.Download);
            return upload is null && download is null
                ? null
                : new SessionRates(upload, download, this, source, whole);
        }
    }

    /// <summary>A session no longer shares its buckets.</summary>
    public void Leave(SessionRates session)
    {
        lock (_sync)
        {
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

    private static DirectionRate? RateOf(int? session, ByteBucket? source, ByteBucket? listener)
    {
        var own = session is { } rate ? new ByteBucket(rate) : null;
        ByteBucket[] buckets = [.. new[] { own, source, listener }.OfType<ByteBucket>()];
        return buckets.Length == 0 ? null : new DirectionRate(buckets);
    }

    private SharedBuckets? Enter(SharedKey? key, ByteRateConfig limits)
    {
        if (key is not { } known) return null;
        if (!_shared.TryGetValue(known, out var buckets)) _shared.Add(known, buckets = new SharedBuckets());
        buckets.Sessions++;
        buckets.Fit(limits);
        return buckets;
    }

    private void Exit(SharedKey? key)
    {
        if (key is not { } known) return;
        var buckets = _shared[known];
        if (--buckets.Sessions == 0) _shared.Remove(known);
    }
}
