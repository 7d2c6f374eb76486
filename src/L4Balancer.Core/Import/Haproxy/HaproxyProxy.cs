namespace L4Balancer.Core.Import.Haproxy;

/// <summary>A proxy with what it inherits.</summary>
internal sealed class HaproxyProxy
{
    private readonly HashSet<Statement> _own;

    public HaproxyProxy(HaproxySection section, ImportReport report)
    {
        Section = section;
        _own = [.. section.Statements];
        Sides = section.Kind switch { "frontend" => Sides.Front, "backend" => Sides.Back, _ => Sides.Both };
        Effective = EffectiveOf(section, report);
        foreach (var acl in Effective.Where(s => s.Keyword == "acl" && s.Words.Length > 2)) AddAcl(acl);
    }

    public HaproxySection Section { get; }

    public string Name => Section.Name;

    public Statement Head => Section.Head;

    public Sides Sides { get; }

    /// <summary>What is inherited, then its own.</summary>
    public List<Statement> Effective { get; }

    public Dictionary<string, List<Criterion>> Acls { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<Statement>> AclStatements { get; } = new(StringComparer.Ordinal);

    public bool IsHttp => Effective.LastOrDefault(s => s.Keyword == "mode")?.Word(1) == "http";

    public bool IsStats => Effective.Exists(s => _own.Contains(s) && s.Keyword == "stats");

    public bool IsDisabled => Effective.Exists(s => _own.Contains(s) && s.Keyword == "disabled");

    public bool Owns(Statement statement) => _own.Contains(statement);

    public IEnumerable<Statement> Find(string keyword) => Effective.Where(s => s.Keyword == keyword);

    /// <summary>The proxies that it sends clients to.</summary>
    public IEnumerable<string> Targets =>
        Effective.Where(s => s.Keyword is "default_backend" or "use_backend").Select(s => s.Word(1));

    private void AddAcl(Statement acl)
    {
        if (!Acls.TryGetValue(acl.Word(1), out var criteria))
            (Acls[acl.Word(1)], AclStatements[acl.Word(1)]) = (criteria = [], []);
        criteria.Add(Conditions.CriterionOf(acl.Words.AsSpan(2)));
        AclStatements[acl.Word(1)].Add(acl);
    }

    /// <summary>Without options that were switched off again.</summary>
    private static List<Statement> EffectiveOf(HaproxySection section, ImportReport report)
    {
        var chain = new List<HaproxySection>();
        for (var s = section; s is not null && !chain.Contains(s); s = s.Defaults) chain.Insert(0, s);
        var effective = new List<Statement>();
        foreach (var statement in chain.SelectMany(s => s.Statements))
        {
            if (statement.Keyword is not ("no" or "default"))
            {
                effective.Add(statement);
                continue;
            }

            statement.IsUsed = true;
            var off = effective.Where(e => e.Words.AsSpan().SequenceEqual(statement.Words.AsSpan(1))).ToList();
            foreach (var each in off) each.IsUsed = true;
            if (off.Count == 0 && statement.Word(2) is "tcpka" or "clitcpka" or "srvtcpka")
                report.Left(statement, "use pools.tcp.keepalive: false; it is true by default");
            effective.RemoveAll(off.Contains);
        }

        foreach (var defaults in chain.Where(s => s.Kind == "defaults")) defaults.Head.IsUsed = true;
        return effective;
    }
}
