using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;
using L4Balancer.Core.Config.Values;

namespace L4Balancer.Core.Config;

/// <summary>Lists every value that is in force.</summary>
public static class ConfigValues
{
    private const string NotSet = "not set";

    private static readonly Dictionary<string, ConfigPlace> Nowhere = [];

    /// <summary>
    /// In the order of the reference, with secrets hidden. Time and memory grow with the size of the config.
    /// </summary>
    /// <param name="places">Those of the file that the config was read from; null when it was not.</param>
    public static IReadOnlyList<EffectiveValue> Of(
        BalancerConfig config, IReadOnlyDictionary<string, ConfigPlace>? places = null)
    {
        var values = new List<EffectiveValue>();
        Collect(ValueTree.Of(config), new Step("", "", null, false), places ?? Nowhere, values);
        return values;
    }

    private static void Collect(
        ValueNode node, Step step, IReadOnlyDictionary<string, ConfigPlace> places, List<EffectiveValue> values)
    {
        var index = 0;
        foreach (var child in node.Children)
        {
            var below = step.Below(child, index++, places);
            if (child.IsBranch) Collect(child, below, places, values);
            else values.Add(new EffectiveValue(below.Path, child.Shown() ?? NotSet, child.IsDefault, below.Of(child)));
        }
    }

    /// <summary>A node on the way, by both of its names.</summary>
    /// <param name="Path">With the items of lists by what they are.</param>
    /// <param name="WrittenPath">With the items by their place in the list, which is how a file is told of.</param>
    /// <param name="Nearest">Where the node is written, or else what it stands in.</param>
    /// <param name="IsWritten">The node itself is.</param>
    private readonly record struct Step(string Path, string WrittenPath, ConfigPlace? Nearest, bool IsWritten)
    {
        public Step Below(ValueNode child, int index, IReadOnlyDictionary<string, ConfigPlace> places)
        {
            var path = Place.PathOf(Path, child.Segment);
            var written = Place.PathOf(WrittenPath, child.IsItem ? $"[{index}]" : child.Segment);
            if (WrittenPath == BalancerKeys.Pools && !places.ContainsKey(written))
            {
                // A pool that is not written as one is written inline, at the listener of its name.
                written = Place.PathOf(BalancerKeys.Listeners, child.Segment);
            }

            var isWritten = places.TryGetValue(written, out var place);
            return new Step(path, written, isWritten ? place : Nearest, isWritten);
        }

        /// <summary>
        /// What is no default is written: where its own key is not, another word of the part that it is in says it,
        /// such as an address that stands for the whole of a backend.
        /// </summary>
        public ConfigPlace? Of(ValueNode value) => IsWritten || !value.IsDefault ? Nearest : null;
    }
}
