namespace L4Balancer.Core.Config.Documents;

/// <summary>The rules that every mapping of the file obeys, whatever its keys mean.</summary>
internal static class MappingKeys
{
    /// <summary>
    /// Returns the entries in the order of the file; those with an unusable key are reported and omitted.
    /// </summary>
    /// <returns>Null, with an error, if the value is not a mapping. A key without a value is a mapping without
    /// entries.</returns>
    public static List<(string Key, Place Place)>? Read(Place place, ConfigReading reading, string expectation)
    {
        if (place.Node is { IsEmpty: true }) return [];
        if (place.Node is not MappingNode mapping)
        {
            reading.Error(place, $"{(place.Parent is null ? "the file is" : "is")} {place.Node!.Kind}", expectation);
            return null;
        }

        var entries = new List<(string, Place)>(mapping.Entries.Length);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            var at = place.OfEntry(entry);
            if (entry.Key is not ScalarNode key)
            {
                reading.KeyError(at, $"{entry.Key.Kind} cannot be a key", "a key is a single word");
            }
            else if (key.Text == "<<")
            {
                reading.KeyError(
                    at, "merge keys are not supported", "write the keys out, or use an alias for a whole value");
            }
            else if (!lines.TryAdd(key.Text, key.At.Line))
            {
                reading.KeyError(at, $"is written twice, first on line {lines[key.Text]}", "each key once");
            }
            else
            {
                entries.Add((key.Text, at));
            }
        }

        return entries;
    }
}
