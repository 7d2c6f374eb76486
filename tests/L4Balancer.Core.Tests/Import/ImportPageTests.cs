using System.Text;
using L4Balancer.Core.Import;
using L4Balancer.Core.Import.Haproxy;
using L4Balancer.Core.Import.Nginx;
using L4Balancer.Core.Tests.Config;

namespace L4Balancer.Core.Tests.Import;

/// <summary>The tables of docs/migrating.md are the directives that the importer knows.</summary>
public sealed class ImportPageTests
{
    private const string Begin =
        "<!-- ImportPageTests generates the tables below; to update them, run it with L4B_WRITE_DOCS=1. -->\n";

    private static readonly DirectiveTable[] Tables =
    [
        HaproxySections.Table, GlobalTable.Table, ProxyTable.Table, BindTable.Table, ServerTable.Table,
        MainTable.Table, StreamTable.Table, ListenTable.Table, UpstreamTable.Table, UpstreamTable.Options,
    ];

    [Test]
    public void The_page_has_every_directive_and_no_other()
    {
        var text = new StringBuilder();
        foreach (var table in Tables)
        {
            text.Append($"\n## {table.Title}\n\n| directive | our key | import | note |\n|---|---|---|---|\n");
            foreach (var row in table) text.Append(Line(row));
        }

        KeyTables.RequireIn("migrating.md", Begin, text.ToString());
    }

    /// <summary>A word for what is always so has no colon of a key in code.</summary>
    private static string Line(DirectiveRow row)
    {
        var import = row.Treatment switch
        {
            Treatment.Yes => "yes",
            Treatment.Differs => "with a difference",
            _ => "no",
        };
        return $"| `{row.Name}` | {(row.Key.Length == 0 ? "none" : row.Key)} | {import} | {row.Note} |\n";
    }
}
