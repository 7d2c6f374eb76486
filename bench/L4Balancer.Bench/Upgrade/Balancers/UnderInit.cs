namespace L4Balancer.Bench.Upgrade.Balancers;

/// <summary>
/// Runs a program as init runs a daemon: the leader of its session outlives it, and it becomes an orphan after a second
/// (nginx ignores SIGUSR2 while it has the parent that started it). If the program ends at once, the leader ends, too.
/// </summary>
internal static class UnderInit
{
    /// <summary>A word in the command line of the process that starts the program, and of no other.</summary>
    public const string Name = "under-init";

    private const string Script =
        "{ \"$@\" & sleep 1; kill -0 $! 2>/dev/null || kill $$; } & exec sleep infinity";

    public static string[] Run(params IReadOnlyList<string> command) => ["sh", "-c", Script, Name, .. command];
}
