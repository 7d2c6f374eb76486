namespace L4Balancer.Core.Tests.Import;

/// <summary>Lines whose near translation would mean something else for some clients.</summary>
public sealed class ImportMeaningTests
{
    private const string Tls = """
        defaults
          mode tcp
        frontend f
          bind :443
          tcp-request inspect-delay 5s
          RULES
          use_backend shop if { req.ssl_sni -i shop.example.com }
          default_backend web
        backend shop
          server a 10.0.0.1:443
        backend web
          server a 10.0.0.2:443

        """;

    private const string Waits = "a client that sends nothing, or half a ClientHello, for that long is refused";

    [TestCase("tcp-request content reject if !{ req.ssl_hello_type 1 }")]
    [TestCase("tcp-request content reject unless { req.ssl_hello_type 1 }")]
    [TestCase("tcp-request content accept if { req.ssl_hello_type 1 }\n  tcp-request content reject")]
    public void Where_only_tls_is_accepted_a_last_route_takes_it_and_all_others_are_refused(string rules)
    {
        var result = ImportSamples.Import("x.cfg", Tls.Replace("RULES", rules));
        Assert.That(result.Yaml, Does.Match(@"sni: shop\.example\.com, pool: shop \}.*\n +- \{ pool: web \}"));
        Assert.That(result.Yaml, Does.Contain("on-no-route: refuse"));
        Assert.That(result.Findings, Is.Empty);
    }

    [Test]
    public void Where_all_are_accepted_the_report_says_that_silent_clients_are_refused()
    {
        const string accept = "tcp-request content accept if { req.ssl_hello_type 1 }";
        var result = ImportSamples.Import("x.cfg", Tls.Replace("RULES", accept));
        Assert.That(result.Yaml, Does.Not.Contain("on-no-route"));
        Assert.That(result.Findings.Single().Message, Does.Contain(Waits));
    }

    [TestCase("tcp-request content reject if { req.ssl_hello_type 1 }", "TLS cannot be refused")]
    [TestCase("tcp-request content reject if !{ req.ssl_hello_type 1 } or { src 10.0.0.9 }", "only conditions of one")]
    public void A_rule_about_tls_that_cannot_be_expressed_is_left(string rules, string expected) =>
        Assert.That(Findings("x.cfg", Tls.Replace("RULES", rules)), Has.Some.Contains(expected));

    [Test]
    public void A_rate_below_our_lowest_is_said_to_be_more()
    {
        const string text = """
            listen x
              mode tcp
              bind :22
              stick-table type ip size 1m expire 1m store conn_rate(1m)
              tcp-request connection track-sc0 src
              tcp-request connection reject if { sc0_conn_rate gt 10 }
              server a 10.0.0.1:22

            """;
        Assert.That(Findings("x.cfg", text), Has.Some.Contains("the lowest rate is 1/s, more than 10 in 60 s"));
    }

    [Test]
    public void A_header_that_some_clients_must_send_is_said_to_be_optional()
    {
        const string rule = "tcp-request connection expect-proxy layer4 if { src 10.0.0.0/8 }";
        Assert.That(Findings("x.cfg", $"listen x\n bind :22\n {rule}\n server a 10.0.0.1:22\n"),
            Has.Some.Contains("HAProxy refuses those of them that send none"));
    }

    [Test]
    public void Servers_that_get_an_option_of_another_one_are_named()
    {
        const string servers = "server a 10.0.0.1:22 check on-marked-down shutdown-sessions send-proxy\n"
            + " server b 10.0.0.2:22 check\n";
        var findings = Findings("x.cfg", $"listen x\n bind :22\n {servers}");
        Assert.That(findings, Has.Some.EqualTo("x.cfg:4: server b 10.0.0.2:22 check -> pools.on-down: reset, "
            + "as for the other servers of its pool"));
        Assert.That(findings, Has.Some.StartsWith("x.cfg:4: server b without send-proxy: not taken over"));
    }

    [TestCase("server a db.example:22 resolvers dns", "address-family: prefer-ipv6")]
    [TestCase("server a db.example:22 resolvers dns resolve-prefer ipv4", "address-family: prefer-ipv4")]
    public void A_family_is_preferred_as_in_haproxys_own_resolver(string server, string expected) =>
        Assert.That(ImportSamples.Import("x.cfg", $"listen x\n bind :22\n {server}\n").Yaml, Does.Contain(expected));

    [TestCase("server a db.example:22")]
    [TestCase("server a 10.0.0.1:22 resolvers dns")]
    public void No_family_is_preferred_without_a_name_and_a_resolver_of_haproxy(string server)
    {
        var result = ImportSamples.Import("x.cfg", $"listen x\n bind :22\n {server}\n");
        Assert.That(result.Yaml, Does.Not.Contain("family"));
    }

    [Test]
    public void A_queue_without_a_timeout_gets_ours_with_a_word() =>
        Assert.That(Findings("x.cfg", "listen x\n bind :22\n server a 10.0.0.1:22 maxconn 5\n"),
            Has.Some.Contains("pools.queue.timeout: clients wait for 10 s at most"));

    [TestCase("x.cfg", "listen x\n bind :22\n server a 10.0.0.1:22\n")]
    [TestCase("nginx.conf", "stream { server { listen 22; proxy_pass 10.0.0.1:22; } }")]
    [TestCase("nginx.conf", "stream { upstream u { server 10.0.0.1:22; } server { listen 22; proxy_pass u; } }")]
    public void The_only_server_is_paused_for_the_shortest_time(string file, string text) =>
        Assert.That(ImportSamples.Import(file, text).Yaml, Does.Match(@"type: none\n +eject: 100ms\n +backends"));

    [Test]
    public void Patience_with_the_only_server_has_no_effect_and_is_reported()
    {
        const string text = """
            stream {
              upstream u { server 10.0.0.1:22 max_fails=5 fail_timeout=30s; }
              server { listen 22; proxy_pass u; }
            }
            """;
        Assert.That(ImportSamples.Import("nginx.conf", text).Yaml, Does.Match(@"type: none\n +eject: 100ms\n"));
        Assert.That(Findings("nginx.conf", text), Has.Exactly(2).Contains("an only server is paused for 100ms"));
    }

    [Test]
    public void A_backend_that_does_not_exist_is_said_not_to_exist()
    {
        const string text = "listen x\n bind :22\n use_backend y if { req.ssl_sni a.b }\n server a 10.0.0.1:2\n";
        Assert.That(Findings("x.cfg", text), Has.Some.Contains("there is no backend y"));
    }

    [Test]
    public void A_protocol_among_others_is_one_of_a_route_and_one_alone_comes_last_with_a_difference()
    {
        const string text = """
            stream {
              map $ssl_preread_alpn_protocols $to { "http/1.1" 10.0.0.1:1; ~\bh2\b 10.0.0.2:1; default 10.0.0.3:1; }
              server { listen 443; ssl_preread on; preread_timeout 3s; proxy_pass $to; }
            }
            """;
        var result = ImportSamples.Import("nginx.conf", text);
        Assert.That(result.Yaml, Does.Match(@"alpn: h2, .*\n.*alpn: http/1\.1, "));
        Assert.That(result.Yaml, Does.Contain("first-byte-timeout: 3s").And.Contain("preread-timeout: 3s"));
        Assert.That(result.Findings.Select(f => f.ToString()), Is.EqualTo(new[]
        {
            "nginx.conf:2: http/1.1 10.0.0.1:1 -> listeners.routes.alpn: "
                + "clients that offer other protocols besides are taken as well",
        }));
    }

    [TestCase("listen 80 proxy_protocol; set_real_ip_from 10.0.0.0/8;", "other clients are refused")]
    [TestCase("listen 80; proxy_half_close off;", "the end of one direction is always passed on")]
    [TestCase("listen 80; listen 81-83;", "81-83 is a range of ports; write a listen for each")]
    public void What_nginx_does_differently_is_reported(string lines, string expected) =>
        Assert.That(Findings("nginx.conf", $"stream {{ server {{ {lines} proxy_pass 10.0.0.1:1; }} }}"),
            Has.Some.Contains(expected));

    [Test]
    public void An_upstream_with_a_server_that_is_not_served_is_still_used_by_the_others()
    {
        const string text = """
            stream {
              upstream one { server 10.0.0.1:1; }
              server { listen 80; proxy_pass one; }
              server { listen localhost:81; proxy_pass one; proxy_connect_timeout 1s; }
            }
            """;
        Assert.That(Findings("nginx.conf", text), Has.None.StartsWith("nginx.conf:2:"));
    }

    [TestCase("ca-file /etc/ca.pem", "verify: ca")]
    [TestCase("ca-file /etc/ca.pem verify required", "verify: ca")]
    [TestCase("ca-file /etc/ca.pem verify none", "verify: none")]
    [TestCase("verify none", "verify: none")]
    public void A_probe_verifies_the_certificate_unless_the_server_line_says_not_to(string options, string expected)
    {
        var text = $"listen x\n bind :22\n server a 10.0.0.1:22 check check-ssl {options}\n";
        var yaml = ImportSamples.Import("x.cfg", text).Yaml;
        Assert.That(yaml, Does.Contain(expected));
        Assert.That(yaml!.Contains("ca-file: \"/etc/ca.pem\""), Is.EqualTo(expected == "verify: ca"));
    }

    private static string[] Findings(string name, string text)
    {
        var result = ImportSamples.Import(name, text);
        Assert.That(result.Yaml, Is.Not.Null);
        return [.. result.Findings.Select(f => f.ToString())];
    }
}
