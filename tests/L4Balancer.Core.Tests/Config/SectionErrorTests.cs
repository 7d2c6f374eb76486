using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Config;

/// <summary>
/// Errors in <c>admin</c>, <c>access-log</c>, <c>telemetry</c> and <c>hooks</c>, each with its location.
/// </summary>
public sealed class SectionErrorTests
{
    private const string Tokens = "(a loopback address, a unix socket, or operator-token-file or reader-token-file)";

    [TestCaseSource(nameof(Admin))]
    [TestCaseSource(nameof(AccessLog))]
    [TestCaseSource(nameof(Telemetry))]
    [TestCaseSource(nameof(Hooks))]
    public void Error_has_location_problem_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    [Test]
    public void Every_reason_to_close_is_named_where_one_is_expected()
    {
        var error = Lb
            .Read(With("access-log: { to: stdout, sampling: [{ keep: 1, reasons: [client-gon] }] }")).Errors[0];
        Assert.That(error.Message, Is.EqualTo("client-gon is not known"));
        var all = string.Join(", ", CloseReasons.All.Select(r => r.Word()));
        Assert.That(error.Remedy, Is.EqualTo($"one of {all}; did you mean client-gone?"));
        Assert.That(all, Does.StartWith("client-closed, backend-closed").And.Not.Contains("none,"));
    }

    [Test]
    public void Every_event_is_named_where_one_is_expected()
    {
        var error = Lb.Read(With("hooks: { h: { on: backend-dwn, url: 'http://a' } }")).Errors[0];
        var all = string.Join(", ", Enum.GetNames<HookEvent>().Select(
            name => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name)));
        Assert.That(error.Message, Is.EqualTo("backend-dwn is not known"));
        Assert.That(error.Remedy, Is.EqualTo($"one of {all}; did you mean backend-down?"));
    }

    [Test]
    public void There_are_not_more_hooks_than_an_event_is_compared_with()
    {
        var hooks = Enumerable.Range(0, Limits.HooksMax + 1).Select(i => $"h{i}: {{ on: started, url: 'http://a' }}");
        var error = Lb.Read(With($"hooks: {{ {string.Join(", ", hooks)} }}")).Errors.Single();
        Assert.That(error.ToString(), Is.EqualTo("lb.yaml:2:1: hooks: has 65 hooks (at most 64)"));
    }

    [TestCase("0660", "660")]
    [TestCase("'0660'", "660")]
    [TestCase("\"0600\"", "600")]
    [TestCase("'0000'", "0")]
    [TestCase("'0770'", "770")]
    public void File_mode_is_four_octal_digits(string written, string octal)
    {
        var admin = Lb.Model(With($"admin: {{ bind: 'unix:/a', socket-mode: {written} }}")).Admin!;
        Assert.That(Convert.ToString(admin.SocketMode, 8), Is.EqualTo(octal));
    }

    [TestCase("660",
        "660 has no leading zero and can be misread (four octal digits in quotes, such as \"0660\")")]
    [TestCase("0", "0 is not a file mode (four octal digits in quotes, such as \"0660\")")]
    [TestCase(
        "432",
        "432 has no leading zero and can be misread "
            + "(four octal digits in quotes, such as \"0660\"; the number 432 is the mode \"0660\")")]
    [TestCase("'00660'", "00660 is not a file mode (four octal digits in quotes, such as \"0660\")")]
    [TestCase("0o660", "0o660 is not a file mode (four octal digits in quotes, such as \"0660\")")]
    [TestCase("'0888'", "0888 is not a file mode (four octal digits in quotes, such as \"0660\")")]
    [TestCase("4755",
        "4755 has no leading zero and can be misread (four octal digits in quotes, such as \"0660\")")]
    [TestCase(
        "'0666'", "0666 grants access to all users of this machine (a mode that ends in 0, such as \"0660\")")]
    [TestCase(
        "'0662'", "0662 grants access to all users of this machine (a mode that ends in 0, such as \"0660\")")]
    [TestCase(
        "0661", "0661 grants access to all users of this machine (a mode that ends in 0, such as \"0660\")")]
    public void A_file_mode_that_is_ambiguous_or_open_to_all_is_refused(string written, string error)
    {
        var result = Lb.Read(With($"admin: {{ bind: 'unix:/a', socket-mode: {written} }}"));
        Assert.That(
            result.Errors.Select(e => e.ToString()), Is.EqualTo(new[] { $"lb.yaml:2:40: admin.socket-mode: {error}" }));
    }

    [Test]
    public void A_printed_file_mode_is_quoted_so_that_YAML_libraries_do_not_read_it_as_a_number()
    {
        var config = Lb.Model(With("admin: { bind: 'unix:/a', socket-mode: '0600' }"));
        Assert.That(EffectiveConfig.Write(config), Does.Contain("socket-mode: \"0600\""));
    }

    private static IEnumerable<TestCaseData> Admin()
    {
        yield return Case(
            "Admin_on_a_public_address_without_a_token",
            "admin: { bind: ['127.0.0.1:2', '10.0.0.1:2', 'unix:/a', '[::1]:2'] }",
            $"lb.yaml:2:32: admin.bind[1]: 10.0.0.1:2 can be reached from other machines {Tokens}");
        yield return Case(
            "Admin_on_every_address_without_a_token",
            "admin: { bind: ':2' }",
            $"lb.yaml:2:16: admin.bind: *:2 can be reached from other machines {Tokens}");
        yield return Case(
            "Admin_with_an_invalid_token_file_is_not_reported_as_lacking_one",
            "admin: { bind: ':2', operator-token-file: token }",
            "lb.yaml:2:43: admin.operator-token-file: token is not an absolute path "
                + "(an absolute path, or credential:NAME)");
        yield return Case(
            "Credential_without_a_name",
            "admin: { bind: '127.0.0.1:2', reader-token-file: 'credential:../x' }",
            "lb.yaml:2:50: admin.reader-token-file: credential:../x is not a credential name "
                + "(an absolute path, or credential:NAME)");
        yield return Case(
            "File_mode_that_is_invalid",
            "admin: { bind: 'unix:/a', socket-mode: rw-rw---- }",
            "lb.yaml:2:40: admin.socket-mode: rw-rw---- is not a file mode "
                + "(four octal digits in quotes, such as \"0660\")");
        yield return Case(
            "Certificate_that_is_a_directory_and_no_key",
            "admin: { bind: '127.0.0.1:2', tls: { certificate: /etc/ssl/ } }",
            "lb.yaml:2:31: admin.tls.key: is missing (an absolute path such as /etc/l4balancer/admin.pem)",
            "lb.yaml:2:51: admin.tls.certificate: /etc/ssl/ is a directory "
                + "(an absolute path such as /etc/l4balancer/admin.pem)");
        yield return Case(
            "Host_that_is_not_a_name",
            "admin: { bind: '127.0.0.1:2', hosts: [lb.example, 'lb:80'] }",
            "lb.yaml:2:51: admin.hosts[1]: lb:80 is neither an IP address nor a host name "
                + "(letters, digits, _ and - between dots, without - at either end)");
    }

    private static IEnumerable<TestCaseData> AccessLog()
    {
        const string Targets = "(stdout, syslog, syslog:HOST:PORT, or an absolute path)";
        yield return Case(
            "Access_log_without_a_target", "access-log: {}", $"lb.yaml:2:1: access-log.to: is missing {Targets}");
        yield return Case(
            "Access_log_to_an_unknown_word",
            "access-log: { to: stderr }",
            $"lb.yaml:2:19: access-log.to: stderr is not an absolute path {Targets}");
        yield return Case(
            "Syslog_without_a_port",
            "access-log: { to: 'syslog:log.example' }",
            $"lb.yaml:2:19: access-log.to: syslog:log.example has no port {Targets}");
        yield return Case(
            "Syslog_of_a_unix_socket",
            "access-log: { to: 'syslog:unix:/dev/log' }",
            $"lb.yaml:2:19: access-log.to: syslog:unix:/dev/log is not the address of a host {Targets}");
        yield return Case(
            "Interval_of_parts_of_a_second",
            "access-log: { to: stdout, interval: 1500ms }",
            "lb.yaml:2:37: access-log.interval: 1500ms is not a whole number of seconds "
                + "(0 or a duration up to 1d in whole seconds)");
        yield return Case(
            "Sampling_without_a_rule",
            "access-log: { to: stdout, sampling: [] }",
            "lb.yaml:2:37: access-log.sampling: is empty (a list of rules)");
        yield return Case(
            "Sampling_of_an_unknown_listener_and_pool",
            "access-log: { to: stdout, sampling: [{ listener: mian, keep: 1 }, { pool: other, keep: 0 }] }",
            "lb.yaml:2:50: access-log.sampling[0].listener: there is no listener mian (did you mean main?)",
            "lb.yaml:2:75: access-log.sampling[1].pool: there is no pool other (the name of a pool)");
        yield return Case(
            "Share_above_one_and_none_at_all",
            "access-log: { to: stdout, sampling: [{ keep: 1.1 }, { pool: main }] }",
            "lb.yaml:2:46: access-log.sampling[0].keep: 1.1 is out of range (a number from 0 to 1)",
            "lb.yaml:2:53: access-log.sampling[1].keep: is missing (a number from 0 to 1)");
    }

    private static IEnumerable<TestCaseData> Telemetry()
    {
        const string Url = "(a URL such as http://collector:4317)";
        yield return Case(
            "Telemetry_to_nowhere", "telemetry: {}", $"lb.yaml:2:1: telemetry.otlp: is missing {Url}");
        yield return Case(
            "Collector_without_a_scheme",
            "telemetry: { otlp: 'collector' }",
            $"lb.yaml:2:20: telemetry.otlp: collector is not a URL {Url}");
        yield return Case(
            "Collector_that_is_a_file",
            "telemetry: { otlp: /collector }",
            $"lb.yaml:2:20: telemetry.otlp: /collector is neither http nor https {Url}");
        yield return Case(
            "Collector_with_a_password",
            "telemetry: { otlp: 'http://me:pw@collector' }",
            "lb.yaml:2:20: telemetry.otlp: http://me:pw@collector contains a user name or password, which are not sent "
                + Url);
        yield return Case(
            "Protocol_in_another_case",
            "telemetry: { otlp: 'http://c', protocol: HTTP }",
            "lb.yaml:2:42: telemetry.protocol: HTTP is not known (one of grpc, http-protobuf)");
    }

    private static IEnumerable<TestCaseData> Hooks()
    {
        const string OneOf = "(use command, or url)";
        yield return Case(
            "Hook_that_does_nothing", "hooks: { h: { on: backend-down } }",
            $"lb.yaml:2:10: hooks.h: has neither command nor url {OneOf}");
        yield return Case(
            "Hook_that_does_two_things", "hooks: { h: { on: backend-down, command: [/bin/a], url: 'http://a' } }",
            $"lb.yaml:2:52: hooks.h.url: command and url are both set {OneOf}");
        yield return Case(
            "Hook_whose_program_depends_on_the_path", "hooks: { h: { on: backend-down, command: [sh, -c, a] } }",
            "lb.yaml:2:42: hooks.h.command: sh is not an absolute path (the absolute path of the program first)");
        yield return Case(
            "Hook_on_an_event_of_no_pool", "hooks: { h: { on: reload-refused, pools: main, url: 'http://a' } }",
            "lb.yaml:2:35: hooks.h.pools: none of the events of this hook has a pool (remove pools)");
        yield return Case(
            "Hook_for_an_unknown_pool", "hooks: { h: { on: backend-down, pools: [main, mian], url: 'http://a' } }",
            "lb.yaml:2:40: hooks.h.pools: there is no pool mian (did you mean main?)");
        yield return Case(
            "Hook_that_is_called_nowhere", "hooks: { h: { on: backend-down, url: chat } }",
            "lb.yaml:2:38: hooks.h.url: chat is not a URL (a URL such as https://chat.example.com/hooks/KEY)");
        yield return Case(
            "Hook_that_never_ends", "hooks: { h: { on: backend-down, url: 'http://a', timeout: 0, max-running: 9 } }",
            "lb.yaml:2:59: hooks.h.timeout: 0 is out of range (a duration from 100ms to 1h)",
            "lb.yaml:2:75: hooks.h.max-running: 9 is out of range "
                + $"(a whole number from 1 to {Limits.HooksRunningMax})");
    }

    private static TestCaseData Case(string name, string section, params string[] errors) =>
        Lb.Case(name, With(section), errors);

    private static string With(string section) =>
        "listeners: { main: { bind: ':1', backends: [a:1] } }\n" + section + "\n";
}
