using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Connection;

namespace L4Balancer.Cli.Acts;

/// <summary>Carries out actions: sends them to the daemon and prints the result.</summary>
internal sealed class ActVerb(AdminVerb verbs, ActOptions options)
{
    public Command Create(
        string name, string description, IReadOnlyList<Symbol> symbols,
        Func<AdminCall, Task<(AdminAct Act, string Done)>> act, bool canPersist = false) =>
        verbs.Create(
            name, description,
            [.. symbols, .. canPersist ? [options.Persist] : Array.Empty<Symbol>(), options.IfGeneration],
            call => RunAsync(call, act, canPersist));

    private async Task<int> RunAsync(
        AdminCall call, Func<AdminCall, Task<(AdminAct Act, string Done)>> plan, bool canPersist)
    {
        var (act, done) = await plan(call);
        var answer = await call.Client.ActAsync(
            act with
            {
                IsPersisted = canPersist && call.Parsed.GetValue(options.Persist),
                IfGeneration = call.Parsed.GetValue(options.IfGeneration),
            },
            call.Stop);
        var result = call.Client.Read<ActionResult>(answer);
        if (call.IsJson) call.PrintJson(answer);
        else call.Page.Line($"{done} (generation {result.Generation})");
        if (result.NotPersisted is not { } why) return ExitCodes.Success;
        AdminCall.Warn($"done, but not written to the config file: {why}");
        return ExitCodes.Refused;
    }
}
