namespace L4Balancer.Core.Import.Nginx;

/// <summary>A directive with the block behind it.</summary>
/// <param name="Block">Null for a directive without a block.</param>
internal sealed record NginxDirective(Statement Statement, IReadOnlyList<NginxDirective>? Block)
{
    public string Name => Statement.Keyword;

    /// <summary>The directive and all in its block, at any depth.</summary>
    public IEnumerable<Statement> All => Block is null ? [Statement] : [Statement, .. Block.SelectMany(d => d.All)];
}
