using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>The names that other keys may refer to.</summary>
internal static class WrittenNames
{
    /// <summary>
    /// The names written in a section, including those of parts with errors, which are already reported; and the names
    /// of the model, which may come from elsewhere.
    /// </summary>
    public static HashSet<string> Below(Place section, IEnumerable<string> ofModel)
    {
        var names = ofModel.ToHashSet(StringComparer.Ordinal);
        if (section.Node is not MappingNode mapping) return names;
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key is ScalarNode key) names.Add(key.Text);
        }

        return names;
    }
}
