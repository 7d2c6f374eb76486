using System.Text;
using L4Balancer.Core.Import;

namespace L4Balancer.Core.Tests.Import;

/// <summary>Input that is no configuration: an error with its line, or a report, and never an exception.</summary>
public sealed class ImportBrokenTests
{
    private static readonly byte[] Marks = " \n{};\"'\\#:!$%/0-"u8.ToArray();

    private const string Good = "listen x\n bind :80\n server a 10.0.0.1:80\n";

    [TestCase("frontend 'x\n", 1, "single quote")]
    [TestCase("global\n maxconn \"5\n", 2, "double quote")]
    [TestCase("global\n setenv A \"${B\"\n", 2, "${")]
    [TestCase("global\n log \\xg0 local0\n", 2, "hexadecimal")]
    [TestCase("listen\n bind :80\n", 1, "no name")]
    [TestCase(Good + "\0", 4, "NUL")]
    [TestCase("", 1, "no listener")]
    [TestCase("\u00ff\u00fe garbage", 1, "no listener")]
    public void A_broken_haproxy_file_is_an_error_with_its_line(string text, int line, string message) =>
        RequireError("x.cfg", text, line, message);

    [TestCase("stream {\n server {\n", 2, "without its }")]
    [TestCase("stream {\n}\n}\n", 3, "without its {")]
    [TestCase("stream {\n { }\n}\n", 2, "without a directive")]
    [TestCase("stream {\n listen \"80;\n}\n", 2, "quote")]
    [TestCase("stream {\n listen 80\n}\n", 2, "no ;")]
    [TestCase("events {}\n", 1, "no listener")]
    [TestCase("stream { server { listen 80; } }\n\0", 2, "NUL")]
    public void A_broken_nginx_file_is_an_error_with_its_line(string text, int line, string message) =>
        RequireError("nginx.conf", text, line, message);

    [Test]
    public void Deep_nesting_is_an_error()
    {
        var text = string.Concat(Enumerable.Repeat("a {\n", 100_000));
        RequireError("nginx.conf", text, Limits.ImportDepthMax + 1, "within each other");
    }

    [Test]
    public void A_large_file_is_an_error()
    {
        var result = ConfigImporter.Import("x.cfg", new byte[Limits.ConfigBytesMax + 1]);
        Assert.That(result.Findings.Single().Message, Does.Contain("larger"));
        Assert.That(result.Yaml, Is.Null);
    }

    [TestCase("x.cfg", " a\n")]
    [TestCase("nginx.conf", "a;\n")]
    public void A_file_of_too_many_directives_is_an_error(string name, string directive)
    {
        var text = string.Concat(Enumerable.Repeat(directive, Limits.ImportDirectivesMax + 5));
        var result = ImportSamples.Import(name, text);
        Assert.That(result.Findings.Any(f => f.Message.Contains("directives")), Is.True);
        Assert.That(result.Yaml, Is.Null);
    }

    [TestCase("x.cfg", "listen x\n bind :80\n bind :2147483647\n server a 10.0.0.1:80\n",
        "x.cfg:3: bind :2147483647: not taken over: it has no port")]
    [TestCase("x.cfg", Good + " bind :90-80\n", "x.cfg:4: bind :90-80: not taken over: it has no port")]
    [TestCase("x.cfg", Good + " bind :90\\x00\n", "x.cfg:4: \"bind :90\\u0000\": not taken over: it has no port")]
    [TestCase("x.cfg", Good + " blance leastconn\n", "x.cfg:4: blance leastconn: not taken over: "
        + "unknown directive (did you mean balance?)")]
    [TestCase("x.cfg", Good + " option sorcery\n", "x.cfg:4: option sorcery: not taken over: unknown directive")]
    [TestCase("x.cfg", "listen x\n bind :80\n server a 10.0.0.1:80 magic\n",
        "x.cfg:3: server a magic: not taken over: unknown option")]
    [TestCase("nginx.conf", "stream {\n server { listen 80; proxy_pass 10.0.0.1:80;\n magic on; } }",
        "nginx.conf:3: magic on: not taken over: unknown directive")]
    public void What_is_unknown_is_reported(string name, string text, string expected)
    {
        var result = ImportSamples.Import(name, text);
        Assert.That(result.Yaml, Is.Not.Null);
        Assert.That(result.Findings.Select(f => f.ToString()), Has.Some.StartsWith(expected));
    }

    [Test]
    public void A_listen_that_is_not_served_is_reported_besides_its_unknown_option()
    {
        const string Text = "stream { server { listen 80; proxy_pass 10.0.0.1:80; }\n server { listen 81\n magic;\n"
            + " proxy_pass nowhere; } }";
        var findings = ImportSamples.Import("nginx.conf", Text).Findings;
        Assert.That(findings.Select(f => f.ToString()), Is.SupersetOf((string[])
        [
            "nginx.conf:2: listen 81 magic: not taken over: unknown option",
            "nginx.conf:2: listen 81 magic: not taken over: nothing that is served uses it",
        ]));
        Assert.That(findings.Max(f => f.LastLine), Is.EqualTo(4));
    }

    [Test]
    public void Only_the_option_for_which_a_listen_is_not_served_names_all_of_it()
    {
        const string Text = "stream { server { listen 80; listen 443 ssl setfib=1; proxy_pass 10.0.0.1:80; } }";
        var findings = ImportSamples.Import("nginx.conf", Text).Findings.Select(f => f.ToString());
        Assert.That(findings, Has.Some.StartsWith("nginx.conf:1: listen 443 ssl setfib=1: not taken over: TLS is"));
        Assert.That(findings, Has.Some.StartsWith("nginx.conf:1: listen 443 setfib=1: not taken over"));
    }

    [Test]
    public void The_steps_of_a_check_beyond_the_most_are_reported()
    {
        var steps = string.Concat(Enumerable.Repeat(" tcp-check expect string x\n", Limits.ProbeStepsMax + 2));
        var text = $"listen x\n bind :80\n option tcp-check\n server a 10.0.0.1:80 check\n{steps}";
        var result = ImportSamples.Import("x.cfg", text);
        var left = result.Findings.Where(f => f.Message == "a probe has at most 32 steps").Select(f => f.Line);
        Assert.That(left, Is.EqualTo((int[])[Limits.ProbeStepsMax + 5, Limits.ProbeStepsMax + 6]));
        Assert.That(result.Yaml, Does.Contain("contains: x"));
    }

    [Test]
    public void A_value_that_our_reader_refuses_is_left_out_and_its_line_reported()
    {
        var result = ImportSamples.Import("x.cfg", Good + " timeout server 30d\n");
        Assert.That(result.Yaml, Does.Not.Contain("server-idle"));
        Assert.That(
            result.Findings.Select(f => f.ToString()),
            Has.Some.StartsWith("x.cfg:4: timeout server 30d: not taken over: pools.x.timeouts.server-idle: "));
    }

    /// <summary>Lines end as they do for HAProxy, and for an editor that goes to the line of a finding.</summary>
    [TestCase('\r')]
    [TestCase('\f')]
    [TestCase('\u0085')]
    [TestCase('\u2028')]
    public void Only_a_line_feed_ends_a_line(char other)
    {
        var result = ImportSamples.Import("x.cfg", $"# a{other}listen y\n{Good} magic\n");
        Assert.That(result.Findings.Single().ToString(), Does.StartWith("x.cfg:5: magic: not taken over: unknown"));
    }

    [Test]
    public void Text_for_a_terminal_is_printed_so_that_it_has_no_effect()
    {
        var result = ImportSamples.Import("x.cfg", Good + " option \u001b[31m\n");
        Assert.That(string.Concat(result.Findings), Does.Not.Contain("\u001b"));
    }

    /// <summary>Not once for each proxy, which would take the square of the file's length.</summary>
    [Test]
    public void An_unknown_line_of_defaults_is_looked_at_once()
    {
        var lines = string.Concat(Enumerable.Repeat(" blance leastconn\n", 2000));
        var proxies = string.Concat(Enumerable.Range(1, 2000).Select(i => $"listen l{i}\n"));
        var result = ImportSamples.Import("x.cfg", $"defaults\n{lines}{proxies}");
        Assert.That(result.Findings.Count(f => f.Message.Contains("did you mean balance?")), Is.EqualTo(2000));
    }

    /// <summary>Bytes of the samples, changed at random.</summary>
    [Test]
    public void Damaged_samples_never_throw_and_yield_valid_yaml_or_an_error()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        foreach (var name in ImportSamples.Names)
        {
            for (var i = 0; i < 15; i++)
            {
                var content = Damage(ImportSamples.Content(name), random);
                ImportResult result;
                try
                {
                    result = ConfigImporter.Import(name, content);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"seed {seed}, {name}\n{Encoding.UTF8.GetString(content)}", e);
                }

                var hasError = result.Findings.Any(f => f.Kind == FindingKind.Error);
                Assert.That(result.Yaml is null, Is.EqualTo(hasError), $"seed {seed}, {name}");
            }
        }
    }

    private static byte[] Damage(byte[] content, Random random)
    {
        var bytes = content.ToList();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            var line = Math.Max(0, bytes.LastIndexOf((byte)'\n', at));
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(1, 256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 2: bytes.Insert(at, Marks[random.Next(Marks.Length)]); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(line, Math.Min(60, bytes.Count - line))); break;
                default: bytes.InsertRange(at, "999999999999"u8.ToArray()); break;
            }

            if (bytes.Count == 0) bytes.Add((byte)'x');
        }

        return [.. bytes];
    }

    private static void RequireError(string name, string text, int line, string message)
    {
        var result = ImportSamples.Import(name, text);
        Assert.That(result.Yaml, Is.Null);
        var errors = result.Findings.Where(f => f.Kind == FindingKind.Error).ToList();
        Assert.That(errors, Is.Not.Empty);
        Assert.That(errors[0].Message, Does.Contain(message));
        Assert.That(errors[0].Line, Is.EqualTo(line));
    }
}
