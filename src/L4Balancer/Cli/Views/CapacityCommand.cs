using System.CommandLine;
using L4Balancer.Admin.History;
using L4Balancer.Cli.Completion;
using L4Balancer.Cli.Connection;

namespace L4Balancer.Cli.Views;

/// <summary><c>l4balancer capacity</c>: how loaded the pools are, and what happens when backends fail.</summary>
internal static class CapacityCommand
{
    public static Command Create(AdminVerb verbs, LiveNames names)
    {
        var pool = new Argument<string?>("POOL")
        {
            Description = "Show only this pool.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        pool.CompletionSources.Add(names.Pools);
        return verbs.Create(
            "capacity", "Shows how loaded each pool is, its bottleneck, and what happens when backends fail.", [pool],
            async call =>
            {
                var wanted = call.Parsed.GetValue(pool);
                var path = wanted is null ? "/v1/capacity" : $"/v1/capacity?pool={Uri.EscapeDataString(wanted)}";
                var answer = await call.Client.GetAsync(path, call.Stop);
                if (call.IsJson) call.PrintJson(answer);
                else CapacityView.Write(call.Page, call.Client.Read<CapacityReport>(answer));
                return ExitCodes.Success;
            });
    }
}
