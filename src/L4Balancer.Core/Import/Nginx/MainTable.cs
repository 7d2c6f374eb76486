namespace L4Balancer.Core.Import.Nginx;

/// <summary>The directives outside of <c>stream</c>.</summary>
internal static class MainTable
{
    private const string Service = "the systemd unit says under which user and where the daemon runs";

    public static DirectiveTable Table { get; } = new DirectiveTable("nginx: main and events")
    {
        { "stream", "the file" },
        { "events", "always so" },
        { "worker_processes", "workers" },
        { "worker_cpu_affinity", "pin-workers" },
        { "worker_shutdown_timeout", "shutdown-grace" },
        { "include", "the files are read, too" },
        { "daemon", "run" },
        { "reuse_port", "always so" },
    }
    .None("http", "HTTP is relayed as bytes; use stream for it, or keep nginx behind")
    .None("mail", "mail is relayed as bytes, without a login at the proxy")
    .None("worker_connections", "file descriptors bound the sessions; use max-connections")
    .None("worker_rlimit_nofile, worker_rlimit_core, worker_priority, working_directory, user, pid, lock_file, "
        + "master_process", Service)
    .None("error_log", "messages of the daemon go to stderr (the journal); --log-level says how many")
    .None("load_module, perl, env, ssl_engine, pcre_jit, thread_pool, timer_resolution, debug_points, "
        + "google_perftools_profiles, quic_bpf", "there are no modules")
    .None("use, multi_accept, accept_mutex, accept_mutex_delay, debug_connection, worker_aio_requests",
        "it is tuned by itself");
}
