namespace L4Balancer.Core.Config.Documents;

/// <summary>Finds the location of each key and each item of a document.</summary>
internal static class WrittenPlaces
{
    /// <summary>
    /// Returns locations by the paths used in problems, with aliases followed; the reader has bounded their number.
    /// </summary>
    public static IReadOnlyDictionary<string, ConfigPlace> Of(ConfigNode? root)
    {
        var places = new Dictionary<string, ConfigPlace>(StringComparer.Ordinal);
        if (root is not null) Collect(root, "", places);
        return places;
    }

    private static void Collect(ConfigNode node, string path, Dictionary<string, ConfigPlace> places)
    {
        switch (node)
        {
            case MappingNode mapping:
                foreach (var (key, value) in mapping.Entries)
                    Add(key.At, value, Place.PathOf(path, "." + Place.KeyText(key)), places);
                break;

            case SequenceNode sequence:
                for (var i = 0; i < sequence.Items.Length; i++)
                    Add(sequence.Items[i].At, sequence.Items[i], Place.PathOf(path, $"[{i}]"), places);
                break;
        }
    }

    private static void Add(
        TextPosition at, ConfigNode value, string path, Dictionary<string, ConfigPlace> places)
    {
        if (places.TryAdd(path, new ConfigPlace(at.Line, at.Column))) Collect(value, path, places);
    }
}
