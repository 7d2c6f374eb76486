namespace L4Balancer.Core.Import.Haproxy;

/// <summary>A server with its options, and those of <c>default-server</c>.</summary>
internal sealed class ServerEntry(
    Statement statement, YamlPart part, Dictionary<string, (string Value, Statement From)> options)
{
    public Statement Statement { get; } = statement;

    /// <summary>The entry of <c>backends</c>.</summary>
    public YamlPart Part { get; } = part;

    public IReadOnlyDictionary<string, (string Value, Statement From)> Options { get; } = options;

    public bool Has(string option) => Options.ContainsKey(option);

    public bool IsChecked => Has("check");
}
