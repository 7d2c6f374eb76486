namespace L4Balancer.Tests.Architecture;

/// <summary>
/// The layers of the core, from the bottom up: a folder may use those before it in this list and none after it.
/// Everything in the root of the core (limits, invariants, addresses, texts for people) is available to all of them.
/// </summary>
internal static class CoreLayers
{
    private const string Core = "src/L4Balancer.Core";

    public static string[] BottomUp { get; } =
        [
            "Sessions", "Config", "Import", "ProxyProtocol", "Access", "Quotas", "Counters", "TlsHello", "Policies",
            "Table", "Health", "Control", "Capacity", "Simulation",
        ];

    public static CodeRule[] All { get; } = [.. Enumerable.Range(0, BottomUp.Length - 1).Select(Rule), Root];

    private static CodeRule Root => Knows("The root of the core knows no layer",
        [.. Directory.GetFiles(Repository.PathOf(Core), "*.cs").Select(f => $"{Core}/{Path.GetFileName(f)}")],
        BottomUp);

    private static CodeRule Rule(int layer) => Knows(
        $"{BottomUp[layer]} knows no layer of the core above it", [$"{Core}/{BottomUp[layer]}"],
        BottomUp[(layer + 1)..]);

    /// <summary>
    /// Layers name each other by a using, by a full name, or by the last word of the namespace alone, as C# allows
    /// within <c>L4Balancer.Core</c>.
    /// </summary>
    private static CodeRule Knows(string says, string[] parts, string[] others)
    {
        var any = string.Join('|', others);
        return new CodeRule(
            says, parts, $@"\bL4Balancer\.Core\.({any})\b|(?<![\w.])(Core\.)?({any})\.[A-Z]",
            $"using L4Balancer.Core.{others[0]};");
    }
}
