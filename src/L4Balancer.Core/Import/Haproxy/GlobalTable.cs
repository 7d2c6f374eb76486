namespace L4Balancer.Core.Import.Haproxy;

/// <summary>The directives of the section <c>global</c>.</summary>
internal static class GlobalTable
{
    private const string Service = "the systemd unit says under which user and where the daemon runs";
    private const string Tls = "TLS is passed through, not terminated; see tls.md";
    private const string Http = "HTTP only";
    private const string Automatic = "it is tuned by itself";

    public static DirectiveTable Table { get; } = new DirectiveTable("HAProxy: global")
    {
        { "maxconn", "max-connections" },
        { "nbthread", "workers" },
        { "log", "access-log", "one line of JSON per session; messages of the daemon go to stderr (the journal)" },
        { "hard-stop-after", "shutdown-grace" },
        { "setenv", "variables are replaced while importing" },
        { "presetenv", "variables are replaced while importing" },
        { "spread-checks", "probes are always spread" },
        { "default-path", "paths are absolute" },
        { "daemon", "run" },
        { "master-worker", "reloads keep sessions without a second process" },
        { "tune.bufsize", "buffer-size", "it bounds what a direction may hold, and idle sessions hold nothing" },
    }
    .None("stats socket, stats timeout", "use admin: bind: unix:/run/l4balancer/admin.sock")
    .None("stats maxconn, stats bind-process", "the admin side has its own limits")
    .None("user, group, uid, gid, chroot, pidfile, ulimit-n, setcap, node, description, unix-bind", Service)
    .None("maxconnrate, maxsessrate", "use connection-rate of each listener")
    .None("maxsslconn, maxsslrate, maxcomprate, maxcompcpuusage", Tls)
    .None("maxpipes", Automatic)
    .None("ssl-default-bind-ciphers, ssl-default-bind-ciphersuites, ssl-default-bind-options, ssl-default-bind-curves",
        Tls)
    .None("ssl-default-server-ciphers, ssl-default-server-ciphersuites, ssl-default-server-options", Tls)
    .None("ssl-dh-param-file, ssl-engine, ssl-mode-async, ssl-server-verify, ca-base, crt-base, key-base", Tls)
    .None("lua-load, lua-load-per-thread, lua-prepend-path", "there are no scripts")
    .None("nbproc, cpu-map, thread-groups, thread-group, bind-process, numa-cpu-mapping",
        "use workers and pin-workers")
    .None("log-tag, log-send-hostname", "the lines of the access log are JSON, without a tag")
    .None("external-check, insecure-fork-wanted, insecure-setuid-wanted", "health: type: command runs a program")
    .None("server-state-base, server-state-file", "what an operator changed is kept by reloads, and by --persist")
    .None("noepoll, nokqueue, nopoll, nosplice, nogetaddrinfo, noreuseport, busy-polling, no-memory-trimming",
        Automatic)
    .None("resetenv, unsetenv", "variables are replaced while importing, without exceptions")
    .None("max-spread-checks, grace, close-spread-time, localpeer, quiet, zero-warning, expose-experimental-directives",
        "there is no such thing");

    /// <summary>What has no row: hundreds of settings whose names say what they are for.</summary>
    public static string WhyNot(string keyword) => keyword switch
    {
        _ when keyword.StartsWith("tune.ssl", StringComparison.Ordinal) => Tls,
        _ when keyword.StartsWith("tune.", StringComparison.Ordinal) => Automatic,
        _ when keyword.StartsWith("ssl-", StringComparison.Ordinal) => Tls,
        _ when keyword.StartsWith("h1-", StringComparison.Ordinal) => Http,
        _ when keyword.StartsWith("51degrees", StringComparison.Ordinal) => Http,
        _ => "unknown directive",
    };
}
