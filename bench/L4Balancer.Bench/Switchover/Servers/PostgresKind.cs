using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>PostgreSQL with streaming replication.</summary>
internal sealed class PostgresKind : PairKind
{
    private const string Owner = "postgres";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Name => "postgresql";

    public override string? Missing(Toolbox tools) => tools.PostgresFolder is null ? "postgresql" : null;

    public override async Task<ReplicaPair> StartAsync(Stage stage, CancellationToken stop)
    {
        var bin = stage.Tools.PostgresFolder!;
        var (folders, place) = (new[] { stage.NewFolder("primary"), stage.NewFolder("standby") }, stage.OpenTo(Owner));
        foreach (var folder in folders) await place.OwnAsync(folder, stop);
        await RunAsync(
            [Path.Combine(bin, "initdb"), "-D", folders[0], "-U", Owner, "-A", "trust", "--no-sync", "--locale=C"]);
        var first = await StartServerAsync(folders[0]);
        var pair = new PostgresPair(first, first, Promote, Stop);
        await pair.SetUpAsync(stop);
        await RunAsync(
        [
            Path.Combine(bin, "pg_basebackup"), "-h", "127.0.0.1", "-p", $"{first.Port}", "-U", Owner, "-D", folders[1],
            "-R", "-c", "fast", "--no-sync", "-X", "stream",
        ]);
        var second = await StartServerAsync(folders[1]);
        return new PostgresPair(first, second, Promote, Stop);

        Task Promote() => RunAsync([Path.Combine(bin, "pg_ctl"), "promote", "-w", "-D", folders[1]]);

        Task Stop() => RunAsync([Path.Combine(bin, "pg_ctl"), "stop", "-m", "fast", "-w", "-D", folders[0]]);

        async Task<IPEndPoint> StartServerAsync(string folder)
        {
            var (_, address) = await Ports.StartAsync(
                stage.Processes,
                port =>
                [
                    .. place.Runs, Path.Combine(bin, "postgres"), "-D", folder, "-p", $"{port}", "-k", folder, "-c",
                    "listen_addresses=127.0.0.1", "-c", "shared_buffers=16MB", "-c", "fsync=off",
                    "-c", "max_connections=200", "-c", "hot_standby=on",
                ],
                stop);
            return address;
        }

        async Task RunAsync(string[] command)
        {
            var run = await ProgramRun.ToEndAsync([.. place.Runs, .. command], Patience, stop);
            if (run.ExitCode != 0) throw new CompareException($"{command[0]}: {run.LastLine}");
        }
    }
}
