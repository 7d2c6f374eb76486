using System.Text;
using L4Balancer.Core.Config.Keys;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The tables of docs/configuration.md come from the description of the keys.</summary>
public sealed class ConfigReferenceTests
{
    private const string SectionValue = "its own keys, below";

    private const string Begin =
        "<!-- ConfigReferenceTests generates the tables below; to update them, run it with L4B_WRITE_DOCS=1. -->\n";

    [Test]
    public void The_reference_page_lists_every_key_of_the_reader()
    {
        var path = Lb.RepositoryPath("docs", "configuration.md");
        var page = File.ReadAllText(path);
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        Assert.That(begin, Is.GreaterThanOrEqualTo(Begin.Length), "The marker of the tables is missing.");
        var isWanted = Environment.GetEnvironmentVariable("L4B_WRITE_DOCS") == "1";
        if (isWanted) File.WriteAllText(path, page[..begin] + Tables());
        Assert.That(File.ReadAllText(path)[begin..], Is.EqualTo(Tables()),
            "Run this test with L4B_WRITE_DOCS=1 to update the tables.");
    }

    private static string Tables()
    {
        var text = new StringBuilder();
        Section(text, "Top of the file", BalancerKeys.Shape);
        Section(text, "listeners.NAME", ListenerKeys.Shape);
        Section(text, "pools.NAME", PoolKeys.Shape);
        Section(text, "health", HealthKeys.Shape);
        Section(text, "timeouts", TimeoutsKeys.Shape);
        Section(text, "tcp", TcpKeys.Shape);
        Section(text, "An entry of backends", BackendKeys.Shape);
        Section(text, "admin", AdminKeys.Shape);
        Section(text, "admin.tls", AdminKeys.TlsShape);
        Section(text, "access-log", AccessLogKeys.Shape);
        Section(text, "An entry of access-log.sampling", AccessLogKeys.RuleShape);
        Section(text, "telemetry", TelemetryKeys.Shape);
        Section(text, "hooks.NAME", HookKeys.Shape);
        return text.ToString();
    }

    private static void Section<T>(StringBuilder text, string title, ObjectShape<T> shape)
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
