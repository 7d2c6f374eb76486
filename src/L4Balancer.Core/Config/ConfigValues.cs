using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;
using L4Balancer.Core.Config.Values;

namespace L4Balancer.Core.Config;

/// <summary>Lists every value in effect.</summary>
public static class ConfigValues
{
    private const string NotSet = "not set";

    private static readonly Dictionary<string, ConfigPlace> Nowhere = [];

    /// <summary>
    /// In the order of the reference, with secrets hidden. Time and memory grow with the size of the config.
    /// </summary>
    /// <param name="places">The locations in the file that the config was read from; null if there is no file.</param>
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

    /// <summary>A node on the path, by both of its names.</summary>
    /// <param name="Path">With list items identified by their name.</param>
    /// <param name="WrittenPath">With list items identified by their index, as locations of the file are.</param>
    /// <param name="Nearest">The location of the node, or else of its parent.</param>
    /// <param name="IsWritten">Whether the node itself is written.</param>
    private readonly record struct Step(string Path, string WrittenPath, ConfigPlace? Nearest, bool IsWritten)
    {
        public Step Below(ValueNode child, int index, IReadOnlyDictionary<string, ConfigPlace> places)
        {
            var path = Place.PathOf(Path, child.Segment);
            var written = Place.PathOf(WrittenPath, child.IsItem ? $"[{index}]" : child.Segment);
            if (WrittenPath == BalancerKeys.Pools && !places.ContainsKey(written))
            {
                // A pool without a section of its own is written inline, in the listener of the same name.
                written = Place.PathOf(BalancerKeys.Listeners, child.Segment);
            }

            var isWritten = places.TryGetValue(written, out var place);
            return new Step(path, written, isWritten ? place : Nearest, isWritten);
        }

        /// <summary>
        /// A value that is not the default is written somewhere: if not by its own key, then by another text of its
        /// section, such as an address that stands for the whole of a backend.
        /// </summary>
        public ConfigPlace? Of(ValueNode value) => IsWritten || !value.IsDefault ? Nearest : null;
    }
}
