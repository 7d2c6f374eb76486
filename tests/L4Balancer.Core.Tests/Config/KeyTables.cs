using System.Text;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Tables of keys for a page, from their description.</summary>
internal static class KeyTables
{
    private const string SectionValue = "its own keys, below";

    /// <summary>
    /// Requires that a page ends with these tables, after the marker; with L4B_WRITE_DOCS=1 it is written.
    /// </summary>
    public static void RequireIn(string page, string begin, string tables)
    {
        var path = Repository.PathOf("docs", page);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.That(at, Is.GreaterThanOrEqualTo(begin.Length), "The marker of the tables is missing.");
        var isWanted = Environment.GetEnvironmentVariable("L4B_WRITE_DOCS") == "1";
        if (isWanted) File.WriteAllText(path, text[..at] + tables);
        Assert.That(File.ReadAllText(path)[at..], Is.EqualTo(tables),
            "Run this test with L4B_WRITE_DOCS=1 to update the tables.");
    }

    public static void Section<T>(StringBuilder text, string title, ObjectShape<T> shape)
        where T : class
    {
        var isPoolKey = (Field<T> f) => shape.Name == "listener" && f.Kind == FieldKind.Alias;
        text.Append($"\n## {title}\n\n{shape.Doc}\n\n| key | meaning | value | default |\n|---|---|---|---|\n");
        foreach (var field in shape.Fields.Where(f => !isPoolKey(f)))
        {
            text.Append($"| `{field.Key}` | {field.Doc} | {Value(field)} | {Default(field, shape.Blank)} |\n");
        }

        if (shape.Fields.Any(isPoolKey))
            text.Append("\nWith `backends`, every key of a pool is allowed here as well.\n");
    }

    private static string Value<T>(Field<T> field) =>
        field.Shape.Expectation.StartsWith("a mapping", StringComparison.Ordinal)
            ? SectionValue
            : field.Shape.Expectation;

    private static string Default<T>(Field<T> field, T blank) => field.Kind switch
    {
        FieldKind.Required => "required",
        FieldKind.Conditional => "required, or `backends`",
        FieldKind.Alias => "",
        _ when field.DefaultText(blank) is { } text => $"`{text}`",
        _ => Value(field) == SectionValue ? "" : "not set",
    };
}
