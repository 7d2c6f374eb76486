using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A list with at least one item.</summary>
/// <param name="expectation">The description of the list, for messages: <c>a list of backends</c>.</param>
/// <param name="orSingle">Whether a single value is accepted as a list of one.</param>
/// <param name="nameOf">Returns the name of an item; null if items are identified by index.</param>
internal sealed class ListShape<T>(
    ItemShape<T> item, string expectation, bool orSingle = false, Func<T, string>? nameOf = null)
    : Shape<IReadOnlyList<T>>
    where T : notnull
{
    public override string Expectation => expectation;

    public override bool TryRead(Place place, ConfigReading reading, out IReadOnlyList<T> value)
    {
        value = [];
        if (place.Node is SequenceNode { Items.Length: > 0 } sequence)
        {
            value = ReadItems(place, sequence, reading);
            return true;
        }

        if (orSingle && place.Node is ScalarNode { IsEmpty: false })
        {
            if (!TryReadItem(place, reading, out var single)) return false;
            value = [single];
            return true;
        }

        var isEmpty = place.Node is SequenceNode || place.Node!.IsEmpty;
        reading.Error(place, isEmpty ? "is empty" : $"is {place.Node!.Kind}", expectation);
        return false;
    }

    public override void Write(
        ConfigWriter writer, string key, IReadOnlyList<T> value, IReadOnlyList<T>? usual, bool hasDefault) =>
        writer.Section(key, () =>
        {
            foreach (var each in value) item.WriteItem(writer, nameOf?.Invoke(each), each);
        });

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item.Schema(definitions), ["minItems"] = 1 };
        return orSingle ? new JsonObject { ["anyOf"] = new JsonArray(item.Schema(definitions), list) } : list;
    }

    private List<T> ReadItems(Place place, SequenceNode sequence, ConfigReading reading)
    {
        var items = new List<T>(sequence.Items.Length);
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            if (TryReadItem(place.OfItem(i, sequence.Items[i]), reading, out var read)) items.Add(read);
        }

        return items;
    }

    private bool TryReadItem(Place place, ConfigReading reading, out T value)
    {
        var isRead = item.TryRead(place, reading, out value);
        if (isRead && value is not ValueType) reading.Remember(value, place);
        return isRead;
    }
}
