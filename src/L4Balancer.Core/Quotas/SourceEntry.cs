namespace L4Balancer.Core.Quotas;

/// <summary>What the table remembers of one source: 48 bytes. Guarded by the lock of its set.</summary>
internal struct SourceEntry
{
    /// <summary>Counts fade to a third in a minute: a steady source shows what it does in one.</summary>
    private const float FadeDeciseconds = 600;

    /// <summary>Owner 0 is a free entry.</summary>
    public SourceKey Key;

    /// <summary>While there are any, the entry stays where it is.</summary>
    public int Sessions;

    /// <summary>The bucket of <see cref="TokenRate"/>.</summary>
    public long SpentUntil;

    private float _arrivals;
    private float _refusals;

    // Tenths of a second, which start again from the lowest number every 13 years.
    private int _fadedAt;
    private int _refusedAt;

    public SourceEntry(SourceKey key, long now)
    {
        this = default;
        (Key, _fadedAt) = (key, Deciseconds(now));
    }

    public void Arrive(long now)
    {
        Fade(now);
        _arrivals++;
    }

    /// <summary>Its client has arrived, and is refused.</summary>
    public void Refuse(long now)
    {
        Fade(now);
        _refusals++;
        _refusedAt = Deciseconds(now);
    }

    public readonly double ArrivalsAt(long now) => _arrivals * FadingUntil(now);

    public readonly double RefusalsAt(long now) => _refusals * FadingUntil(now);

    public readonly SourceActivity At(long now) =>
        new(Key.ToString(), Key.Listener, Sessions, ArrivalsAt(now), RefusalsAt(now));

    public readonly bool WasRefusedSince(long since) => _refusals > 0 && _refusedAt - Deciseconds(since) >= 0;

    /// <summary>What is remembered of it now.</summary>
    public readonly SourceMemory MemoryAt(long now) => new(
        Key.High, Key.Low, Key.Prefix, Key.Listener, SpentUntil, (float)ArrivalsAt(now), (float)RefusalsAt(now),
        now - Math.Max(0, Deciseconds(now) - _refusedAt) * 100L);

    /// <summary>Adds what another table remembers of it.</summary>
    /// <param name="latest">No bucket is empty for longer.</param>
    public void Recall(in SourceMemory memory, long latest, long now)
    {
        Fade(now);
        SpentUntil = Math.Max(SpentUntil, Math.Min(memory.SpentUntil, latest));
        if (memory.Arrivals is >= 0 and < CountMax) _arrivals += memory.Arrivals;
        if (memory.Refusals is not (> 0 and < CountMax)) return;
        _refusals += memory.Refusals;
        _refusedAt = Deciseconds(Math.Clamp(memory.RefusedAt, 0, now));
    }

    /// <summary>More clients than come in a minute.</summary>
    private const float CountMax = 1e9f;

    private static int Deciseconds(long now) => unchecked((int)(now / 100));

    private void Fade(long now)
    {
        var at = Deciseconds(now);
        if (at - _fadedAt <= 0) return;
        var factor = FadingUntil(now);
        (_arrivals, _refusals, _fadedAt) = (_arrivals * factor, _refusals * factor, at);
    }

    private readonly float FadingUntil(long now) =>
        MathF.Exp(-Math.Max(0, Deciseconds(now) - _fadedAt) / FadeDeciseconds);
}
