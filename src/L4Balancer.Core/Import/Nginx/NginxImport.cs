namespace L4Balancer.Core.Import.Nginx;

/// <summary>Translates a configuration of nginx.</summary>
internal sealed class NginxImport(ImportSurroundings around, ImportReport report, Draft draft)
{
    private readonly List<Statement> _statements = [];
    private int _files;

    /// <returns>All directives, with what became of them.</returns>
    public static List<Statement> Run(
        string file, string content, ImportSurroundings around, ImportReport report, Draft draft)
    {
        var import = new NginxImport(around, report, draft);
        var main = import.Included(new NginxText(file, content, report).Read(), depth: 0);
        import._statements.AddRange(main.SelectMany(d => d.All));
        if (!report.HasErrors) import.Translate(main);
        return import._statements;
    }

    /// <summary>Directives that are known to have nothing of ours, each with all that is in its block.</summary>
    public static void Leave(NginxDirective directive, string why, ImportReport report)
    {
        report.Left(directive.Statement, why);
        foreach (var inner in directive.Block ?? []) Leave(inner, why, report);
    }

    private void Translate(List<NginxDirective> main)
    {
        // What is included into stream may come without it, when that file alone is imported.
        var isBare = !main.Exists(d => d.Name is "stream" or "http")
            && main.Exists(d => d.Name is "upstream" or "server" or "map");
        if (isBare) new StreamBlock(main, draft, report).Translate();
        else
        {
            foreach (var directive in main) TakeMain(directive);
        }
    }

    private void TakeMain(NginxDirective directive)
    {
        var statement = directive.Statement;
        var row = MainTable.Table.Find([directive.Name]);
        if (row is null || row.Treatment == Treatment.No)
        {
            Leave(directive, row?.Note ?? "unknown directive", report);
            return;
        }

        var value = statement.Word(1);
        switch (directive.Name)
        {
            case "stream":
                statement.IsUsed = true;
                new StreamBlock(directive.Block ?? [], draft, report).Translate();
                return;
            case "events":
                foreach (var inner in directive.Block ?? []) TakeMain(inner);
                break;
            case "worker_processes" when value != "auto": draft.Root.Set("workers", value, statement); break;
            case "worker_cpu_affinity":
                draft.Root.Set("pin-workers", "true", statement);
                break;
            case "worker_shutdown_timeout" when ForeignValues.NginxTime(value) is { } time:
                draft.Root.Set("shutdown-grace", time, statement);
                break;
        }

        report.Take(statement, row);
    }

    /// <summary>The directives, with those of included files in place of each include.</summary>
    private List<NginxDirective> Included(IReadOnlyList<NginxDirective> directives, int depth)
    {
        var all = new List<NginxDirective>();
        foreach (var directive in directives)
        {
            var inner = directive.Block is null ? directive
                : directive with { Block = IsForeign(directive) ? directive.Block : Included(directive.Block, depth) };
            if (directive.Name != "include" || directive.Block is not null) all.Add(inner);
            else all.AddRange(Include(directive.Statement, depth));
        }

        return all;
    }

    /// <summary>What is in these blocks is not needed.</summary>
    private static bool IsForeign(NginxDirective block) => block.Name is "http" or "mail";

    private List<NginxDirective> Include(Statement include, int depth)
    {
        _statements.Add(include);
        var files = depth < MaxDepth ? around.Include(include.Word(1)) : null;
        if (files is null or [])
        {
            report.Left(include, depth < MaxDepth ? "there is no such file" : "too many files include each other");
            return [];
        }

        include.IsUsed = true;
        var all = new List<NginxDirective>();
        foreach (var (name, content) in files)
        {
            if (++_files > Limits.ImportFilesMax)
            {
                report.Left(include, $"more than {Limits.ImportFilesMax} files");
                break;
            }

            if (ConfigImporter.TextOf(name, content.Span, report) is { } text)
                all.AddRange(Included(new NginxText(name, text, report).Read(), depth + 1));
        }

        return all;
    }

    private const int MaxDepth = 8;
}
