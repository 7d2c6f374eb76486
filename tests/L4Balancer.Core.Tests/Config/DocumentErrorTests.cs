namespace L4Balancer.Core.Tests.Config;

/// <summary>Errors of the file as a whole.</summary>
public sealed class DocumentErrorTests
{
    [TestCaseSource(nameof(Cases))]
    public void Error_has_location_problem_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    [TestCase("back\u200bends", "back\\u200bends")]
    [TestCase("b\u0430ckends", "b\\u0430ckends")]
    [TestCase("backends\u202e", "backends\\u202e")]
    public void A_key_with_an_invisible_difference_shows_it(string key, string shown)
    {
        var error = Lb.Read($"pools:\n  p:\n    \"{key}\": []\n").Errors.Single(e => e.Line == 3);
        Assert.That(
            error.ToString(), Is.EqualTo($"lb.yaml:3:5: pools.p.\"{shown}\": unknown key (did you mean backends?)"));
    }

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Lb.Case(
            "Empty_file",
            "",
            "lb.yaml:1:1: the file contains no configuration (at least one listener)");
        yield return Lb.Case(
            "Comments_only",
            "# nothing here\n",
            "lb.yaml:1:1: the file contains no configuration (at least one listener)");
        yield return Lb.Case(
            "Two_documents",
            """
                a: 1
                ---
                b: 2
                """,
            "lb.yaml:2:1: a second document begins here (one document per file, without another ---)");
        yield return Lb.Case(
            "Text_instead_of_a_mapping",
            "hello\n",
            "lb.yaml:1:1: the file is a single value (a mapping of engine, relay, workers, pin-workers, "
                + "max-connections, shutdown-grace, resolve-interval, resolve-hold, buffer-size, listeners, pools, "
                + "admin, access-log, telemetry, hooks)");
        yield return Lb.Case(
            "List_instead_of_a_mapping",
            "- a\n",
            "lb.yaml:1:1: the file is a list (a mapping of engine, relay, workers, pin-workers, "
                + "max-connections, shutdown-grace, resolve-interval, resolve-hold, buffer-size, listeners, pools, "
                + "admin, access-log, telemetry, hooks)");
        yield return Lb.Case(
            "Address_with_brackets_but_without_quotes",
            """
                listeners:
                  a:
                    bind: [::]:6379
                """,
            "lb.yaml:3:16: this is not valid YAML (an address that begins with [ needs quotes, \"[::1]:6379\")");
        yield return Lb.Case(
            "Address_with_a_star_but_without_quotes",
            """
                listeners:
                  a:
                    bind: *:6379
                """,
            "lb.yaml:3:11: there is no anchor :6379 above (an address that begins with * needs quotes, "
                + "\"*:6379\")");
        yield return Lb.Case(
            "Tab_for_indentation",
            "listeners:\n\ta:\n",
            "lb.yaml:2:1: YAML does not allow tabs for indentation (use spaces)");
        yield return Lb.Case(
            "Quote_not_closed",
            "listeners:\n  a: { bind: \":1 }\n",
            "lb.yaml:2:14: this is not valid YAML (is a quote unclosed?)");
        yield return Lb.Case(
            "List_not_closed",
            "a: [x, y\nb: 2\n",
            "lb.yaml:1:5: this is not valid YAML (is a [ unclosed?)");
        yield return Lb.Case(
            "Mapping_not_closed",
            "a: { x: y\nb: 2\n",
            "lb.yaml:1:6: this is not valid YAML (is a { unclosed?)");
        yield return Lb.Case(
            "Wrong_indentation",
            """
                listeners:
                    a: 1
                  b: 2
                """,
            "lb.yaml:3:3: this is not valid YAML (check the indentation, and that each colon is followed by a "
            + "space, here or just above)");
        yield return Lb.Case(
            "Colon_without_a_space",
            """
                listeners:
                  a:1
                  b: 2
                """,
            "lb.yaml:3:4: this is not valid YAML (check the indentation, and that each colon is followed by a "
            + "space, here or just above)");
        yield return Lb.Case(
            "Merge_key",
            "listeners:\n  a: { <<: { bind: \":1\" }, backends: [a:1], bind: \":2\" }\n",
            "lb.yaml:2:8: listeners.a.<<: merge keys are not supported (write the keys out, or use an alias "
                + "for a whole value)");
        yield return Lb.Case(
            "Key_that_is_a_list",
            """
                listeners: { a: { bind: ":1", backends: [a:1] } }
                ? [a]
                : 1
                """,
            "lb.yaml:2:3: a list: a list cannot be a key (a key is a single word)");
        yield return Lb.Case(
            "Tag",
            "listeners: !!map {}\n",
            "lb.yaml:1:12: tags are not supported (remove the !tag)");
        yield return Lb.Case(
            "Alias_without_its_anchor",
            "listeners: *nowhere\n",
            "lb.yaml:1:12: there is no anchor nowhere above (an address that begins with * needs quotes, "
                + "\"*:6379\")");
        yield return Lb.Case(
            "Alias_within_its_own_anchor",
            "listeners: &a { x: *a }\n",
            "lb.yaml:1:20: the anchor a contains itself");
        yield return Lb.Case(
            "Control_character",
            "listeners: \"\u0007\"\n",
            "lb.yaml:1:13: the character U+0007 is not allowed in YAML (inside double quotes it can be "
                + "written as an escape such as \"\\0\" or \"\\x1b\")");
        yield return Lb.Case(
            "Zero_byte",
            "listeners:\n  a\0b: 1\n",
            "lb.yaml:2:4: the character U+0000 is not allowed in YAML (inside double quotes it can be "
                + "written as an escape such as \"\\0\" or \"\\x1b\")");
    }

    private static TestCaseData Case(string name, string yaml, params string[] errors) =>
        new TestCaseData(yaml, errors).SetName(name);
}
