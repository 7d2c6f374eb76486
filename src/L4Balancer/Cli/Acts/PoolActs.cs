using System.CommandLine;
using L4Balancer.Cli.Completion;
using L4Balancer.Cli.Connection;
using L4Balancer.Core;

namespace L4Balancer.Cli.Acts;

/// <summary>The verbs that act on a pool.</summary>
internal sealed class PoolActs(ActVerb acts, LiveNames names)
{
    private readonly Argument<string> _pool = names.Pool("The pool.");

    public IEnumerable<Command> Create() => [Failover(), Failback(), Add()];

    private Command Failover()
    {
        var tier = OptionValues.Number(
            "--tier", "The tier to move to; default: the next one that can serve.", 0, Limits.TierMax);
        return acts.Create(
            "failover", "Moves a pool to its backups manually.", [_pool, tier],
            call =>
            {
                var pool = call.Parsed.GetRequiredValue(_pool);
                var wanted = call.Parsed.GetValue(tier);
                var where = wanted is null ? "its next tier" : $"tier {wanted}";
                return Task.FromResult(
                    (AdminAct.OnPool(pool, "failover", new { tier = wanted }), $"{pool} has failed over to {where}"));
            });
    }

    private Command Failback() => acts.Create(
        "failback", "Moves a pool back to the best tier that can serve.", [_pool],
        call =>
        {
            var pool = call.Parsed.GetRequiredValue(_pool);
            return Task.FromResult((AdminAct.OnPool(pool, "failback"), $"{pool} has failed back"));
        });

    private Command Add()
    {
        var address = new Argument<string>("ADDRESS")
        {
            Description = "10.0.0.14:6379, db4.example:6379 or unix:PATH.",
        };
        var weight = OptionValues.Number("--weight", "Share of new sessions, 0 to 1000; 0: none.", 0, Limits.WeightMax);
        var tier = OptionValues.Number("--tier", "0 is primary, 1 and higher are backups.", 0, Limits.TierMax);
        var max = OptionValues.Number(
            "--max-connections", "Maximum concurrent sessions; 0 is no limit.", 0, Limits.ConnectionsMax);
        return acts.Create(
            "add", "Adds a backend to a pool.", [_pool, address, weight, tier, max],
            call =>
            {
                var pool = call.Parsed.GetRequiredValue(_pool);
                var added = call.Parsed.GetRequiredValue(address);
                var body = new
                {
                    address = added,
                    weight = call.Parsed.GetValue(weight),
                    tier = call.Parsed.GetValue(tier),
                    maxConnections = call.Parsed.GetValue(max),
                };
                return Task.FromResult((AdminAct.OnPool(pool, "backends", body), $"{pool}/{added} has been added"));
            },
            canPersist: true);
    }
}
