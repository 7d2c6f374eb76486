namespace L4Balancer.Core.Import.Nginx;

/// <summary>Translates a <c>stream</c> block.</summary>
internal sealed class StreamBlock
{
    private readonly IReadOnlyList<NginxDirective> _block;
    private readonly Draft _draft;
    private readonly ImportReport _report;
    private readonly Dictionary<string, NginxDirective> _upstreams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NginxDirective> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Statement> _zones = new(StringComparer.Ordinal);
    private readonly StreamPools _pools;

    public StreamBlock(IReadOnlyList<NginxDirective> block, Draft draft, ImportReport report)
    {
        (_block, _draft, _report) = (block, draft, report);
        _pools = new StreamPools(_upstreams, draft, report);
    }

    public void Translate()
    {
        foreach (var directive in _block) Collect(directive);
        var common = _block.Where(d => d.Block is null).ToList();
        foreach (var server in _block.Where(d => d.Name == "server" && d.Block is not null))
        {
            var own = server.Block!;
            var inherited = common.Where(c => !own.Any(o => IsSame(o.Name, c.Name)));
            var lines = new ServerLines(server, [.. inherited, .. own], _maps, _zones, _pools, _draft, _report);
            lines.Translate();
        }

        foreach (var upstream in _upstreams.Values.Where(u => !u.Statement.IsUsed))
            NginxImport.Leave(upstream, "no server uses this upstream", _report);
        foreach (var map in _maps.Values.Where(m => !m.Statement.IsUsed && !m.Statement.IsReported))
            NginxImport.Leave(map, "no proxy_pass that can be expressed uses this map", _report);
    }

    private void Collect(NginxDirective directive)
    {
        var statement = directive.Statement;
        if (StreamTable.Table.Find([directive.Name]) is not { } row)
            NginxImport.Leave(directive, "unknown directive", _report);
        else if (row.Treatment == Treatment.No)
            NginxImport.Leave(directive, row.Note, _report);
        else if (directive.Name == "upstream" && directive.Block is not null) _upstreams[statement.Word(1)] = directive;
        else if (directive.Name == "map" && directive.Block is not null) _maps[statement.Word(2)] = directive;
        else if (directive.Name == "limit_conn_zone") CollectZone(statement, row);
        else if (directive.Block is not null && directive.Name != "server")
            NginxImport.Leave(directive, "it has no block", _report);
    }

    private void CollectZone(Statement statement, DirectiveRow row)
    {
        if (statement.Word(2).StartsWith("zone=", StringComparison.Ordinal))
            _zones[statement.Word(2)["zone=".Length..].Split(':')[0]] = statement;
        _report.Take(statement, row);
    }

    /// <summary>A list of a server replaces the inherited one as a whole.</summary>
    private static bool IsSame(string own, string inherited) =>
        own == inherited || (own is "allow" or "deny" && inherited is "allow" or "deny");
}
