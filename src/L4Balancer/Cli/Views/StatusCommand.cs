using System.CommandLine;
using L4Balancer.Admin.Api;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Completion;
using L4Balancer.Cli.Connection;
using L4Balancer.Core;

namespace L4Balancer.Cli.Views;

/// <summary><c>l4balancer status</c>: overall health, listeners, pools and backends.</summary>
internal static class StatusCommand
{
    private const string ClearScreen = "\e[H\e[2J";

    public static Command Create(AdminVerb verbs, LiveNames names)
    {
        var pool = new Argument<string?>("POOL")
        {
            Description = "Show only this pool.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        pool.CompletionSources.Add(names.Pools);
        var watch = new Option<bool>("--watch", "-w") { Description = "Refresh every second, with rates." };
        return verbs.Create(
            "status", "Shows whether clients are served, and the listeners, pools and backends.", [pool, watch],
            call =>
            {
                var wanted = call.Parsed.GetValue(pool);
                return call.Parsed.GetValue(watch) ? WatchAsync(call, wanted) : ShowAsync(call, wanted);
            });
    }

    private static async Task<int> ShowAsync(AdminCall call, string? pool)
    {
        var status = await call.StatusAsync();
        var readiness = await ReadinessAsync(call, status, pool);
        if (!call.IsJson) StatusView.Write(call.Page, Only(status, pool), readiness, before: null);
        else call.PrintJson(await call.Client.GetAsync(pool is null ? "/v1/status" : PathOf(pool), call.Stop));
        return readiness.Ready ? ExitCodes.Success : ExitCodes.NotReady;
    }

    private static async Task<int> WatchAsync(AdminCall call, string? pool)
    {
        BalancerSnapshot? before = null;
        await foreach (var item in call.Client.FollowAsync("/v1/stream", call.Stop))
        {
            if (item.EventType != "snapshot") continue;
            if (call.IsJson)
            {
                call.PrintJson(item.Data);
                continue;
            }

            var status = call.Client.Read<BalancerSnapshot>(item.Data);
            var readiness = await ReadinessAsync(call, status, pool);
            if (call.Page.Ink.IsOn) call.Page.Writer.Write(ClearScreen);
            StatusView.Write(call.Page, Only(status, pool), readiness, before);
            if (!call.Page.Ink.IsOn) call.Page.Line();
            await call.Page.Writer.FlushAsync(call.Stop);
            before = status;
        }

        return ExitCodes.Success;
    }

    /// <summary>The readiness of the daemon, as it reports it, or of one pool: whether it can serve.</summary>
    private static async Task<Readiness> ReadinessAsync(AdminCall call, BalancerSnapshot status, string? pool)
    {
        if (pool is null) return await call.Client.GetAsync<Readiness>("/readyz", call.Stop, acceptsUnavailable: true);
        var found = status.Pools.FirstOrDefault(p => p.Name == pool) ?? throw AdminException.Refused(
            $"there is no pool {Shown.Quoted(pool)}; known: {string.Join(", ", status.Pools.Select(p => p.Name))}");
        return found.Eligible > 0
            ? new Readiness(true, [])
            : new Readiness(false, [$"pool {pool} has no eligible backend"]);
    }

    private static BalancerSnapshot Only(BalancerSnapshot status, string? pool) => pool is null ? status : status with
    {
        Listeners = [.. status.Listeners.Where(l => l.Pool == pool)],
        Pools = [.. status.Pools.Where(p => p.Name == pool)],
    };

    private static string PathOf(string pool) => $"/v1/pools/{Uri.EscapeDataString(pool)}";
}
