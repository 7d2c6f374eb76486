using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Tests.Compare;

/// <summary>
/// The programs that a test requires. A missing one skips the test with the reason, but fails it under
/// <c>CI=true</c>.
/// </summary>
internal static class NeededTools
{
    public static void ForRedis()
    {
        var tools = Toolbox.Installed();
        Need(tools.Haproxy, "haproxy");
        Need(tools.Nginx, "nginx");
        Need(tools.RedisServer, "redis-server");
        Need(tools.RedisBenchmark, "redis-benchmark");
        Need(tools.L4Balancer, "the built balancer");
    }

    public static void ForUpgrades()
    {
        var tools = Toolbox.Installed();
        Need(tools.Haproxy, "haproxy");
        Need(tools.Nginx, "nginx");
        Need(tools.L4Balancer, "the built balancer");
    }

    public static void ForMariaDb()
    {
        var tools = Toolbox.Installed();
        Need(tools.Haproxy, "haproxy");
        Need(tools.MariaDb, "mariadbd");
        Need(tools.L4Balancer, "the built balancer");
    }

    public static void ForReplication()
    {
        ForRedis();
        ForMariaDb();
        var tools = Toolbox.Installed();
        Need(tools.MariaDbInstall, "mariadb-install-db");
        Need(tools.PostgresFolder, "postgresql");
    }

    public static void ForNamespaces()
    {
        var tools = Toolbox.Installed();
        Need(tools.Nft, "nft");
        Need(tools.Ip, "ip");
        Need(Environment.IsPrivilegedProcess ? "root" : null, "root, to make a network namespace");
    }

    private static void Need(string? path, string what)
    {
        if (path is not null) return;
        var message = $"This test needs {what} (./test.sh installs and builds it).";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(message);
        Assert.Ignore(message);
    }
}
