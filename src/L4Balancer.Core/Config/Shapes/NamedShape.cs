using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>A mapping from names chosen by the operator to sections.</summary>
internal sealed class NamedShape<T>(ObjectShape<T> item, Func<T, string> getName, Func<T, string, T> setName)
    : Shape<IReadOnlyList<T>>
    where T : class
{
    private static readonly NameShape Names = new();

    public override string Expectation => $"a mapping from names to {item.Name}s";

    public override bool TryRead(Place place, ConfigReading reading, out IReadOnlyList<T> value)
    {
        value = [];
        if (MappingKeys.Read(place, reading, Expectation) is not { } entries) return false;
        var items = new List<T>(entries.Count);
        foreach (var (name, at) in entries)
        {
            var parsed = Names.Parse(name);
            if (!parsed.IsGood) reading.KeyError(at, $"the name {parsed.Problem}", Names.Expectation);
            if (item.TryRead(at, reading, setName(item.Blank, name), out var read)) items.Add(read);
        }

        value = items;
        return true;
    }

    public override void Write(
        ConfigWriter writer, string key, IReadOnlyList<T> value, IReadOnlyList<T>? usual, bool hasDefault) =>
        writer.Section(key, () =>
        {
            foreach (var each in value)
            {
                item.Write(writer, getName(each), each, item.Blank, hasDefault: false);
            }
        });

    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = NameShape.Pattern },
        ["additionalProperties"] = item.Schema(definitions),
    };
}
