using System.Globalization;
using System.Text.Json.Nodes;
using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The output of <c>schema</c>.</summary>
public sealed class ConfigSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(ConfigSchema.Write())!.AsObject();
    private const string Good = "listeners: { l: { bind: ':1', backends: ['a:1'] } }\n";

    private static readonly JsonSchemaCheck Check = new(Schema);

    [TestCase("full.yaml")]
    [TestCase("redis.yaml")]
    [TestCase("mariadb.yaml")]
    [TestCase("postgresql.yaml")]
    public void Schema_accepts_the_examples(string name) =>
        Assert.That(Check.IsValid(ToJson(YamlDocument.Parse(Repository.TextOf("docs", "examples", name)))), Is.True);

    [Test]
    public void Schema_accepts_what_is_printed([Range(0, 19)] int offset)
    {
        var seed = ConfigSeed.Value + offset;
        var printed = EffectiveConfig.Write(new RandomConfig(seed).Next());
        var isValid = Check.IsValid(ToJson(YamlDocument.Parse(printed)));
        Assert.That(isValid, Is.True, () => $"{ConfigSeed.Advice(seed)}\n{printed}");
    }

    [TestCase("listeners: { 1: { bind: ':1', pool: 2 } }\npools: { 2: { backends: [a:1], health: { expect: 6 } } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: [a:1] } }\nhooks: { h: { on: started, command: [/x, 1] } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: [a:1] } }\nadmin: { bind: '127.0.0.1:2', hosts: [10, true] }")]
    public void Schema_accepts_texts_that_look_like_something_else(string yaml)
    {
        Assert.That(Check.IsValid(ToJson(YamlDocument.Parse(yaml))), Is.True);
        Assert.That(Lb.Read(yaml).Errors, Is.Empty);
    }

    [TestCase("pools: {}")]
    [TestCase("listeners: { a: { backends: ['a:1'] } }")]
    [TestCase("listeners: { a: { bind: ':1' } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: ['a:1'], pool: p } }")]
    [TestCase("listeners: { a: { bind: ':1', pool: p, policy: first } }")]
    [TestCase("listeners: { a: { bind: ':x', backends: ['a:1'] } }")]
    [TestCase("listeners: { a: { bind: [], backends: ['a:1'] } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: [] } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: [a] } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: ['a:1'], policy: fist } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: ['a:1'], polizy: first } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: ['a:1'], health: { fall: 0 } } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: ['a:1'], health: { interval: 5 } } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: ['a:1'], health: { send: 'hex:0' } } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: ['a:1'], slow-start: 5x } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: ['a:1'], load-factor: 1 } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: [{ address: 'a:1', tier: 1, backup: true }] } }")]
    [TestCase("listeners: { a: { bind: ':1', backends: [{ weight: 1 }] } }")]
    [TestCase("listeners: { 'a b': { bind: ':1', backends: ['a:1'] } }")]
    [TestCase(Good + "admin: { }")]
    [TestCase(Good + "admin: { bind: x }")]
    [TestCase(Good + "admin: { bind: 'unix:/a', socket-mode: rw }")]
    [TestCase(Good + "admin: { bind: 'unix:/a', socket-mode: '0888' }")]
    [TestCase(Good + "admin: { bind: 'unix:/a', socket-mode: '660' }")]
    [TestCase(Good + "admin: { bind: 'unix:/a', socket-mode: '0666' }")]
    [TestCase(Good + "admin: { bind: 'unix:/a', socket-mode: 432 }")]
    [TestCase(Good + "admin: { bind: '127.0.0.1:2', operator-token-file: token }")]
    [TestCase(Good + "admin: { bind: '127.0.0.1:2', reader-token-file: 'credential:' }")]
    [TestCase(Good + "admin: { bind: '127.0.0.1:2', tls: { certificate: /a.pem } }")]
    [TestCase(Good + "admin: { bind: '127.0.0.1:2', tls: { certificate: /a/, key: /b } }")]
    [TestCase(Good + "admin: { bind: '127.0.0.1:2', hosts: ['a b'] }")]
    [TestCase(Good + "access-log: { open: true }")]
    [TestCase(Good + "access-log: { to: stderr }")]
    [TestCase(Good + "access-log: { to: 'syslog:host' }")]
    [TestCase(Good + "access-log: { to: 'syslog:unix:/dev/log:1' }")]
    [TestCase(Good + "access-log: { to: stdout, sampling: [{ listener: l }] }")]
    [TestCase(Good + "access-log: { to: stdout, sampling: [{ keep: 1.5 }] }")]
    [TestCase(Good + "access-log: { to: stdout, sampling: [{ keep: 1, reasons: [none] }] }")]
    [TestCase(Good + "telemetry: { interval: 5s }")]
    [TestCase(Good + "telemetry: { otlp: 'ftp://a' }")]
    [TestCase(Good + "telemetry: { otlp: 'http://a', protocol: json }")]
    [TestCase(Good + "telemetry: { otlp: 'http://a', traced-sessions: 2 }")]
    [TestCase(Good + "hooks: { h: { on: backend-down } }")]
    [TestCase(Good + "hooks: { h: { on: [], url: 'http://a' } }")]
    [TestCase(Good + "hooks: { h: { url: 'http://a' } }")]
    [TestCase(Good + "hooks: { h: { on: none, url: 'http://a' } }")]
    [TestCase(Good + "hooks: { h: { on: started, url: 'http://a', command: [/bin/a] } }")]
    [TestCase(Good + "hooks: [{ on: started, url: 'http://a' }]")]
    [TestCase("buffer-size: 64KB\nlisteners: { a: { bind: ':1', backends: ['a:1'] } }")]
    [TestCase("workers: many\nlisteners: { a: { bind: ':1', backends: ['a:1'] } }")]
    public void Schema_and_reader_refuse_the_same(string yaml)
    {
        Assert.That(Check.IsValid(ToJson(YamlDocument.Parse(yaml))), Is.False);
        Assert.That(Lb.Read(yaml).Errors, Is.Not.Empty);
    }

    [Test]
    public void Every_property_has_a_sentence_for_the_operator()
    {
        var sections = Schema["$defs"]!.AsObject().Select(d => d.Value!).Append(Schema);
        foreach (var (key, property) in sections.SelectMany(s => s["properties"]!.AsObject()))
        {
            Assert.That(property!["description"]?.GetValue<string>(), Does.EndWith("."), key);
        }
    }

    [Test]
    public void Every_default_is_that_of_the_model()
    {
        var config = new JsonObject();
        foreach (var (key, property) in Schema["properties"]!.AsObject())
        {
            if (property!["default"] is { } value) config[key] = value.DeepClone();
        }

        var pool = new JsonObject { ["backends"] = new JsonArray("a:1") };
        foreach (var section in new[] { "health", "timeouts", "tcp" }) pool[section] = Defaults(section);
        foreach (var (key, value) in Defaults("pool")) pool[key] = value!.DeepClone();
        config["listeners"] = new JsonObject { ["l"] = new JsonObject { ["bind"] = ":1", ["pool"] = "p" } };
        config["pools"] = new JsonObject { ["p"] = pool };

        // JSON is YAML.
        var written = Lb.Model(config.ToJsonString());
        var left = Lb.Model("listeners: { l: { bind: ':1', pool: p } }\npools: { p: { backends: [a:1] } }");
        Assert.That(Lb.Flatten(written), Is.EqualTo(Lb.Flatten(left)));
    }

    private static JsonObject Defaults(string section)
    {
        var defaults = new JsonObject();
        foreach (var (key, property) in Schema["$defs"]![section]!["properties"]!.AsObject())
        {
            if (property!["default"] is { } value) defaults[key] = value.DeepClone();
        }

        Assert.That(defaults, Is.Not.Empty, section);
        return defaults;
    }

    private static JsonNode? ToJson(ConfigNode node) => node switch
    {
        SequenceNode sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
        MappingNode mapping => new JsonObject(mapping.Entries.Select(
            e => KeyValuePair.Create(((ScalarNode)e.Key).Text, ToJson(e.Value)))),
        ScalarNode scalar when IsQuoted(scalar) => scalar.Text,
        ScalarNode { Text: "true" or "false" } scalar => scalar.Text == "true",
        ScalarNode scalar when double.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var number) => number,
        ScalarNode scalar => scalar.Text,
        _ => null,
    };

    /// <summary>Then it is a text, whatever it looks like: <c>"0600"</c>.</summary>
    private static bool IsQuoted(ScalarNode scalar) => scalar.Span.End - scalar.Span.Start > scalar.Text.Length;
}
