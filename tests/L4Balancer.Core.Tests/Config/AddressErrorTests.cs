namespace L4Balancer.Core.Tests.Config;

/// <summary>Errors of addresses, names and probe bytes, each with line and column.</summary>
public sealed class AddressErrorTests
{
    [TestCaseSource(nameof(Cases))]
    public void Error_has_location_problem_and_remedy(string yaml, string[] errors) => Lb.Refuses(yaml, errors);

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Lb.Case(
            "Address_without_a_port",
            Lb.WithPool("backends: [10.0.0.1]"),
            "lb.yaml:4:16: pools.p.backends[0]: 10.0.0.1 has no port (10.0.0.1:6379)");
        yield return Lb.Case(
            "Host_name_without_a_port",
            Lb.WithPool("backends: [db-1.example]"),
            "lb.yaml:4:16: pools.p.backends[0]: db-1.example has no port (db-1.example:6379)");
        yield return Lb.Case(
            "Port_out_of_range",
            Lb.WithPool("backends: [10.0.0.1:65536]"),
            "lb.yaml:4:16: pools.p.backends[0]: 10.0.0.1:65536 has no valid port (a port is a number from 1 "
                + "to 65535)");
        yield return Lb.Case(
            "Port_zero_for_a_backend",
            Lb.WithPool("backends: [10.0.0.1:0]"),
            "lb.yaml:4:16: pools.p.backends[0]: 10.0.0.1:0 has no valid port (a port is a number from 1 to 65535)");
        yield return Lb.Case(
            "Port_that_is_not_a_number",
            Lb.WithPool("backends: [10.0.0.1:http]"),
            "lb.yaml:4:16: pools.p.backends[0]: 10.0.0.1:http has no valid port (a port is a number from 1 "
                + "to 65535)");
        yield return Lb.Case(
            "Address_with_a_number_too_large",
            Lb.WithPool("backends: [10.0.0.300:1]"),
            "lb.yaml:4:16: pools.p.backends[0]: 10.0.0.300:1 is not an IPv4 address (four numbers from 0 to "
                + "255, such as 10.0.0.1:6379)");
        yield return Lb.Case(
            "Address_with_three_numbers",
            Lb.WithPool("backends: [10.0.1:1]"),
            "lb.yaml:4:16: pools.p.backends[0]: 10.0.1:1 is not an IPv4 address (four numbers from 0 to 255, "
                + "such as 10.0.0.1:6379)");
        yield return Lb.Case(
            "Address_with_a_leading_zero",
            Lb.WithPool("backends: [010.0.0.1:1]"),
            "lb.yaml:4:16: pools.p.backends[0]: 010.0.0.1:1 is not an IPv4 address (four numbers from 0 to "
                + "255, such as 10.0.0.1:6379)");
        yield return Lb.Case(
            "Address_with_a_final_dot",
            Lb.WithPool("backends: [10.0.0.1.:1]"),
            "lb.yaml:4:16: pools.p.backends[0]: 10.0.0.1.:1 is not an IPv4 address (four numbers from 0 to "
                + "255, such as 10.0.0.1:6379)");
        yield return Lb.Case(
            "IPv6_without_brackets",
            Lb.WithPool("backends: ['::1:6379']"),
            "lb.yaml:4:16: pools.p.backends[0]: ::1:6379 is IPv6 without brackets (\"[::1]:6379\")");
        yield return Lb.Case(
            "IPv6_that_is_invalid",
            Lb.WithPool("backends: ['[::g]:6379']"),
            "lb.yaml:4:16: pools.p.backends[0]: [::g]:6379 is not an IPv6 address (\"[::1]:6379\")");
        yield return Lb.Case(
            "IPv6_with_a_zone_id",
            Lb.WithPool("backends: ['[fe80::1%eth0]:6379']"),
            "lb.yaml:4:16: pools.p.backends[0]: [fe80::1%eth0]:6379 has a zone id, which is not supported (a "
                + "global or unique local address)");
        yield return Lb.Case(
            "IPv4_written_as_IPv6",
            Lb.WithPool("backends: ['[::ffff:10.0.0.1]:6379']"),
            "lb.yaml:4:16: pools.p.backends[0]: [::ffff:10.0.0.1]:6379 is IPv4 written as IPv6 (10.0.0.1)");
        yield return Lb.Case(
            "Wildcard_for_a_backend",
            Lb.WithPool("backends: [0.0.0.0:6379]"),
            "lb.yaml:4:16: pools.p.backends[0]: 0.0.0.0:6379 is not the address of a single host (an address such "
                + "as 10.0.0.1:6379, [::1]:6379, db-1.example:5432 or unix:/run/x.sock)");
        yield return Lb.Case(
            "Multicast_for_a_backend",
            Lb.WithPool("backends: [224.0.0.1:6379]"),
            "lb.yaml:4:16: pools.p.backends[0]: 224.0.0.1:6379 is not the address of a single host (an address "
                + "such as 10.0.0.1:6379, [::1]:6379, db-1.example:5432 or unix:/run/x.sock)");
        yield return Lb.Case(
            "No_host_for_a_backend",
            Lb.WithPool("backends: [':6379']"),
            "lb.yaml:4:16: pools.p.backends[0]: :6379 has no host (an address such as 10.0.0.1:6379, "
                + "[::1]:6379, db-1.example:5432 or unix:/run/x.sock)");
        foreach (var number in new[] { "1.2.3", "10.0.0.256", "10.1", "010.0.0.1", "0x7f.0.0.1", "2130706433" })
        {
            yield return Lb.Case(
                $"Numbers_that_are_no_address_{number}",
                Lb.WithPool($"backends: ['{number}:1']"),
                $"lb.yaml:4:16: pools.p.backends[0]: {number}:1 is not an IPv4 address "
                    + "(four numbers from 0 to 255, such as 10.0.0.1:6379)");
        }

        yield return Lb.Case(
            "Link_local_address",
            Lb.WithPool("backends: ['[fe80::1]:1']"),
            "lb.yaml:4:16: pools.p.backends[0]: [fe80::1]:1 is link-local, which requires a zone id, and zone ids "
            + "are not supported (a global or unique local address)");
        yield return Lb.Case(
            "Keys_of_host_names_at_an_address",
            Lb.WithPool("backends: [{ address: 10.0.0.1:1, addresses: 3, address-family: ipv4 }]"),
            "lb.yaml:4:39: pools.p.backends[0].addresses: applies to host names only (remove it)",
            "lb.yaml:4:53: pools.p.backends[0].address-family: applies to host names only (remove it)");
        yield return Lb.Case(
            "Host_name_with_a_long_label",
            Lb.WithPool("backends: [" + new string('a', 64) + ":1]"),
            "lb.yaml:4:16: pools.p.backends[0]: "
                + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa... is neither an IP address nor a "
                + "host name (at most 63 characters between two dots)");
        yield return Lb.Case(
            "Unix_path_with_dots",
            Lb.WithPool("backends: [unix:/run/../run/x.sock]"),
            "lb.yaml:4:16: pools.p.backends[0]: unix:/run/../run/x.sock has .. in its path, which links can "
            + "redirect (the path without ..)");
        yield return Lb.Case(
            "Unix_path_of_a_directory",
            Lb.WithPool("backends: [unix:/run/]"),
            "lb.yaml:4:16: pools.p.backends[0]: unix:/run/ is a directory (unix:/run/x.sock)");
        yield return Lb.Case(
            "Relative_unix_path",
            Lb.WithPool("backends: [unix:run/x.sock]"),
            "lb.yaml:4:16: pools.p.backends[0]: unix:run/x.sock is not an absolute path (unix:/run/x.sock)");
        yield return Lb.Case(
            "Unix_path_too_long",
            Lb.WithPool("backends: [unix:/" + new string('x', 107) + "]"),
            "lb.yaml:4:16: pools.p.backends[0]: "
                + "unix:/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... has a path of 108 bytes (at "
                + "most 107)");
        yield return Lb.Case(
            "Backend_without_an_address",
            Lb.WithPool("backends:", "  - { weight: 2 }"),
            "lb.yaml:5:9: pools.p.backends[0].address: is missing (an address such as 10.0.0.1:6379, "
                + "[::1]:6379, db-1.example:5432 or unix:/run/x.sock)");
        yield return Lb.Case(
            "Backends_that_are_not_a_list",
            Lb.WithPool("backends: 10.0.0.1:1"),
            "lb.yaml:4:15: pools.p.backends: is a single value (a list with at least one backend)");
        yield return Lb.Case(
            "Backends_left_empty",
            Lb.WithPool("backends: []"),
            "lb.yaml:4:15: pools.p.backends: is empty (a list with at least one backend)");
        yield return Lb.Case(
            "Backend_that_is_a_list",
            Lb.WithPool("backends: [[10.0.0.1:1]]"),
            "lb.yaml:4:16: pools.p.backends[0]: is a list (an address such as 10.0.0.1:6379, [::1]:6379, "
                + "db-1.example:5432 or unix:/run/x.sock, or a mapping with address)");
        yield return Lb.Case(
            "Probe_bytes_with_half_a_byte",
            Lb.WithPool("health: { send: 'hex:0a0' }"),
            "lb.yaml:4:21: pools.p.health.send: hex:0a0 is not an even number of hexadecimal digits (1 to "
                + "4096 bytes as text, or as hex:0a0b)");
        yield return Lb.Case(
            "Probe_bytes_that_are_invalid",
            Lb.WithPool("health: { send: '' }"),
            "lb.yaml:4:21: pools.p.health.send: \"\" has no bytes (1 to 4096 bytes as text, or as hex:0a0b)");
        yield return Lb.Case(
            "Too_many_probe_bytes",
            Lb.WithPool("health: { expect: " + new string('x', 4097) + " }"),
            "lb.yaml:4:23: pools.p.health.expect: "
                + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... has 4097 bytes (1 to 4096 bytes "
                + "as text, or as hex:0a0b)");
        yield return Lb.Case(
            "Host_name_to_bind",
            "listeners: { a: { bind: \"localhost:1\", backends: [a:1] } }\n",
            "lb.yaml:1:25: listeners.a.bind: localhost:1 is a host name, which cannot be bound (an address "
                + "such as :6379 (IPv6 and IPv4), 0.0.0.0:6379, \"[::]:6379\", 10.0.0.1:6379 or unix:/run/x.sock)");
        yield return Lb.Case(
            "Port_to_bind_without_its_colon",
            "listeners: { a: { bind: 3306, backends: [a:1] } }\n",
            "lb.yaml:1:25: listeners.a.bind: 3306 has no port (:3306)");
        yield return Lb.Case(
            "Nothing_to_bind",
            "listeners: { a: { bind: [], backends: [a:1] } }\n",
            "lb.yaml:1:25: listeners.a.bind: is empty (an address such as :6379, or a list of addresses)");
        yield return Lb.Case(
            "Bind_missing",
            "listeners: { a: { backends: [a:1] } }\n",
            "lb.yaml:1:14: listeners.a.bind: is missing (an address such as :6379, or a list of addresses)");
        yield return Lb.Case(
            "Name_with_a_space",
            "listeners: { \"a b\": { bind: \":1\", backends: [a:1] } }\n",
            "lb.yaml:1:14: listeners.\"a b\": the name has an invalid character (1 to 64 letters, "
                + "digits, - _ and ., a letter or digit first)");
        yield return Lb.Case(
            "Name_too_long",
            "listeners: { " + new string('n', 65) + ": { bind: \":1\", backends: [a:1] } }\n",
            "lb.yaml:1:14: listeners.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...: the "
                + "name is too long (1 to 64 letters, digits, - _ and ., a letter or digit first)");
        yield return Lb.Case(
            "Admin_without_bind",
            "listeners: { a: { bind: \":1\", backends: [a:1] } }\nadmin: {}\n",
            "lb.yaml:2:1: admin.bind: is missing (unix:/run/l4balancer/admin.sock, 127.0.0.1:9900, or a list of "
                + "addresses)");
        yield return Lb.Case(
            "Value_with_a_line_break",
            Lb.WithPool("policy: \"a\\nb\\\"\""),
            "lb.yaml:4:13: pools.p.policy: \"a\\nb\\\"\" is not known (one of power-of-two, round-robin, "
                + "random, least-connections, source-hash, first, fastest, adaptive)");
    }

    private static TestCaseData Case(string name, string yaml, params string[] errors) =>
        new TestCaseData(yaml, errors).SetName(name);
}
