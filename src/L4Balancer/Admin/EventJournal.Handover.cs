using System.Text.Json;
using System.Text.Json.Serialization;
using L4Balancer.Admin.Model;
using L4Balancer.Core;

namespace L4Balancer.Admin;

/// <content>
/// The journal goes on in another process: with the same events and numbers, so that a reader who asks for what comes
/// after the last number it has seen misses nothing.
/// </content>
public sealed partial class EventJournal
{
    // Null unless it is held. Guarded by _sync.
    private Queue<(JournalEvent Event, Action<JournalEvent>? OnWritten)>? _held;
    private int _heldLost; // Events that were too many to be held. Guarded by _sync.

    /// <summary>
    /// Keeps new events back until it is known which numbers they have: the predecessor still writes some of its own.
    /// </summary>
    public void Hold()
    {
        lock (_sync) _held ??= [];
    }

    /// <summary>Writes what was kept back.</summary>
    /// <param name="unknown">How many numbers the predecessor may have used that are not known here: readers see that
    /// they have missed some.</param>
    public void Release(int unknown)
    {
        var written = new List<(JournalEvent Event, Action<JournalEvent>? OnWritten)>();
        TaskCompletionSource arrived;
        lock (_sync)
        {
            if (_held is null) return;
            _lastId += unknown + _heldLost;
            written.AddRange(_held.Select(held => (Number(held.Event), held.OnWritten)));
            (_held, _heldLost) = (null, 0);
            (arrived, _arrived) = (_arrived, NewSignal());
        }

        arrived.SetResult();
        foreach (var (@event, onWritten) in written) onWritten?.Invoke(@event);
    }

    /// <summary>The kept events newer than <paramref name="afterId"/>, for <see cref="Load"/>.</summary>
    /// <param name="lastId">The number of the newest.</param>
    public byte[] Save(long afterId, out long lastId)
    {
        lock (_sync)
        {
            lastId = _lastId;
            return JsonSerializer.SerializeToUtf8Bytes(
                new JournalMemory(_lastId, [.. _events.Where(e => e.Id > afterId)]),
                JournalJson.Default.JournalMemory);
        }
    }

    /// <summary>Adds the events of another process, which are newer than all that are kept here.</summary>
    /// <exception cref="FormatException">They make no sense.</exception>
    public void Load(ReadOnlySpan<byte> saved)
    {
        var memory = JournalJson.Read(saved);
        lock (_sync)
        {
            var id = _lastId;
            foreach (var @event in memory.Events)
            {
                if (@event.Id <= id) throw new FormatException("the numbers of events do not ascend");
                id = @event.Id;
            }

            if (memory.Events.Count > Limits.JournalLength || memory.LastId < id || memory.LastId > NumberMax)
                throw new FormatException("the last number of an event makes no sense");
            foreach (var @event in memory.Events) Keep(@event);
            _lastId = memory.LastId;
        }
    }

    /// <summary>Events of a million years.</summary>
    private const long NumberMax = long.MaxValue / 2;

    /// <summary>Under the lock.</summary>
    private void Hold(JournalEvent @event, Action<JournalEvent>? onWritten)
    {
        if (_held!.Count == Limits.JournalLength)
        {
            _held.Dequeue();
            _heldLost++;
        }

        _held.Enqueue((@event, onWritten));
    }
}

/// <param name="LastId">The number of the newest event, which may be kept no longer.</param>
/// <param name="Events">Oldest first.</param>
internal sealed record JournalMemory(long LastId, IReadOnlyList<JournalEvent> Events);

/// <summary>The form of a journal that goes on in another process.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JournalMemory))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <exception cref="FormatException">It is something else.</exception>
    public static JournalMemory Read(ReadOnlySpan<byte> saved)
    {
        try
        {
            var memory = JsonSerializer.Deserialize(saved, Default.JournalMemory);
            return memory is not null && !memory.Events.Any(e => e is null)
                ? memory
                : throw new FormatException("there is no journal");
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
