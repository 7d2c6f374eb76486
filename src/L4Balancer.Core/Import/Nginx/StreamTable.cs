namespace L4Balancer.Core.Import.Nginx;

/// <summary>The directives of <c>stream</c> and of <c>server</c> in it.</summary>
internal static class StreamTable
{
    private const string Tls = "TLS is passed through, not terminated; see tls.md";
    private const string Udp = "TCP only";
    private const string Scripts = "there are no scripts and variables";

    public static DirectiveTable Table { get; } = new DirectiveTable("nginx: stream and server")
    {
        { "server", "listeners" },
        { "upstream", "pools" },
        { "listen", "listeners.bind" },
        { "proxy_pass", "listeners.pool, or routes" },
        { "proxy_timeout", "pools.timeouts.client-idle and server-idle",
            "each runs only while it is that side's turn" },
        { "proxy_connect_timeout", "pools.timeouts.connect" },
        { "proxy_next_upstream", "pools.retries" },
        { "proxy_next_upstream_tries", "pools.retries" },
        { "proxy_protocol", "pools.send-proxy: v1" },
        { "proxy_bind", "pools.source" },
        { "proxy_download_rate", "listeners.rate-limit.session.download" },
        { "proxy_upload_rate", "listeners.rate-limit.session.upload" },
        { "proxy_buffer_size", "buffer-size", "one size for all listeners" },
        { "proxy_socket_keepalive", "pools.tcp.keepalive", "it is for both connections of a session" },
        { "proxy_half_close", "always so" },
        { "proxy_session_drop", "pools.on-down: reset" },
        { "health_check", "pools.health" },
        { "health_check_timeout", "pools.health.timeout" },
        { "ssl_preread", "listeners.routes" },
        { "preread_timeout", "listeners.first-byte-timeout, preread-timeout" },
        { "preread_buffer_size", "listeners.preread-size" },
        { "proxy_protocol_timeout", "listeners.accept-proxy.timeout" },
        { "set_real_ip_from", "listeners.accept-proxy.trusted" },
        { "allow", "listeners.access.allow" },
        { "deny", "listeners.access.deny" },
        { "limit_conn", "listeners.per-source.max-connections" },
        { "limit_conn_zone", "listeners.per-source",
            "IPv6 clients are counted by /64 (per-source.ipv6-prefix); nothing has to be sized" },
        { "map", "listeners.routes" },
        { "tcp_nodelay", "always so" },
        { "access_log", "access-log", "one line of JSON per session" },
        { "resolver", "resolve-interval", "the system's resolver is asked" },
        { "status_zone", "metrics are per listener and pool" },
        { "include", "the files are read, too" },
    }
    .None("proxy_next_upstream_timeout", "each connect has its timeout; retries bounds them")
    .None("proxy_requests, proxy_responses", Udp)
    .None("proxy_ssl, proxy_ssl_alpn, proxy_ssl_certificate, proxy_ssl_certificate_cache, proxy_ssl_certificate_key, "
        + "proxy_ssl_ciphers, proxy_ssl_conf_command, proxy_ssl_crl, proxy_ssl_name, proxy_ssl_password_file, "
        + "proxy_ssl_protocols, proxy_ssl_server_name, proxy_ssl_session_reuse, proxy_ssl_trusted_certificate, "
        + "proxy_ssl_verify, proxy_ssl_verify_depth", Tls)
    .None("ssl_alpn, ssl_certificate, ssl_certificate_cache, ssl_certificate_key, ssl_ciphers, "
        + "ssl_client_certificate, ssl_conf_command, ssl_crl, ssl_dhparam, ssl_ecdh_curve, ssl_handshake_timeout, "
        + "ssl_ocsp, ssl_password_file, ssl_prefer_server_ciphers, ssl_protocols, ssl_reject_handshake, "
        + "ssl_session_cache, ssl_session_ticket_key, ssl_session_tickets, ssl_session_timeout, ssl_stapling, "
        + "ssl_trusted_certificate, ssl_verify_client, ssl_verify_depth", Tls)
    .None("geo, split_clients", "pools are not chosen by the client's address; use access, or policy: source-hash")
    .None("set, return, pass, js_access, js_context_reuse, js_fetch_timeout, js_filter, js_import, js_include, "
        + "js_path, js_periodic, js_preload_object, js_preread, js_set, js_shared_dict_zone, js_var, keyval, "
        + "keyval_zone", Scripts)
    .None("geoip_country, geoip_city, geoip_org, geoip2", "countries are not known; make a deny-file of their networks")
    .None("server_name", "use routes with sni")
    .None("log_format, open_log_file_cache",
        "the lines of the access log are JSON with fixed names; see access-log.md")
    .None("error_log", "messages of the daemon go to stderr (the journal); --log-level says how many")
    .None("limit_conn_log_level, limit_conn_dry_run", "refusals are counted by reason, and in the access log")
    .None("resolver_timeout", "the system's resolver has its own")
    .None("map_hash_bucket_size, map_hash_max_size, variables_hash_bucket_size, variables_hash_max_size, "
        + "server_names_hash_bucket_size, server_names_hash_max_size", "nothing has to be sized")
    .None("zone_sync, zone_sync_server, zone_sync_buffers, mqtt, mqtt_preread, mqtt_set_connect, match",
        "there is no such thing; health.steps says what a probe sends and expects");
}
