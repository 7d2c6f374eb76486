namespace L4Balancer.Core.Import.Haproxy;

/// <summary>The sections of a configuration.</summary>
internal static class HaproxySections
{
    public const string WhyNotConditions = "conditions are not evaluated";

    public static DirectiveTable Table { get; } = new DirectiveTable("Sections")
    {
        { "global", "the top of the file" },
        { "defaults", "what is inherited is written where it applies" },
        { "frontend", "listeners" },
        { "backend", "pools" },
        { "listen", "listeners and pools" },
    }
    .None(
        "peers", "stick tables are not needed: source-hash gives every balancer the same backend for a client, and "
        + "sessions survive a restart by themselves")
    .None("resolvers", "host names are resolved by the system's resolver, every resolve-interval")
    .None("mailers", "use hooks, which run a command or call a URL on events")
    .None("userlist", "HTTP only; the admin side has tokens and roles")
    .None("program", "run other programs as services of their own")
    .None("cache, http-errors, fcgi-app, traces", "HTTP only")
    .None("ring, log-forward, log-profile", "logs are not forwarded; access-log writes to stdout, syslog or a file")
    .None("crt-list, crt-store, acme", "TLS is passed through, not terminated; see tls.md")
    .None(".if, .elif, .else, .endif", WhyNotConditions)
    .None(".alert, .warning, .notice, .diag", "it only prints a message");

    public static bool IsSection(string keyword) =>
        !keyword.StartsWith('.') && HaproxySections.Table.Find([keyword]) is not null;

    public static bool IsProxy(string keyword) => keyword is "frontend" or "backend" or "listen";
}
