using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>
/// The two forms of a listener: it refers to a pool, or it has its backends inline and thereby defines a pool of the
/// same name.
/// </summary>
internal static class ListenerRules
{
    public static ListenerDraft Complete(ListenerDraft draft, Place place, ConfigReading reading)
    {
        var namesPool = place.Has(ListenerKeys.Pool);
        var isInline = place.Has(PoolKeys.Backends);
        if (namesPool && isInline)
        {
            reading.KeyError(
                place.Of(PoolKeys.Backends), "pool and backends are both set",
                "use pool, or backends");
        }
        else if (!namesPool && !isInline)
        {
            reading.KeyError(place, "has neither pool nor backends", "use pool, or backends");
        }
        else if (namesPool)
        {
            RefusePoolKeys(place, reading);
        }

        var completed = isInline && !namesPool ? WithInlinePool(draft, place, reading) : draft with { Inline = null };
        AccessRules.CheckSource(completed.Listener, place, reading);
        reading.Remember(completed.Listener, place);
        return completed;
    }

    private static ListenerDraft WithInlinePool(ListenerDraft draft, Place place, ConfigReading reading)
    {
        var name = draft.Listener.Name;
        var pool = PoolRules.Check((draft.Inline ?? PoolKeys.Shape.Blank) with { Name = name }, place, reading);
        reading.Remember(pool, place);
        return new ListenerDraft(draft.Listener with { Pool = name }, pool);
    }

    private static void RefusePoolKeys(Place place, ConfigReading reading)
    {
        foreach (var field in ListenerKeys.OfInlinePool)
        {
            if (!place.Has(field.Key)) continue;
            reading.KeyError(
                place.Of(field.Key), "is a key of a pool, and this listener refers to one", "move it to the pool");
        }
    }
}
