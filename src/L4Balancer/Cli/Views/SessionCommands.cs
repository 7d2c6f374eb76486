using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Acts;
using L4Balancer.Cli.Completion;
using L4Balancer.Cli.Connection;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Cli.Views;

/// <summary><c>l4balancer sessions</c> and <c>close</c>: lists running sessions, and ends one.</summary>
internal sealed class SessionCommands(AdminVerb verbs, LiveNames names)
{
    private const int LimitMax = Limits.SessionPageMax;

    private readonly Option<string?> _pool = Text("--pool", "POOL", "Only sessions of this pool.", names.Pools);

    private readonly Option<string?> _listener =
        Text("--listener", "LISTENER", "Only sessions of this listener.", names.Listeners);

    private readonly Option<string?> _backend =
        Text("--backend", "POOL/BACKEND", "Only sessions of this backend (or a unique part of it).", names.Backends);

    private readonly Option<string?> _client =
        Text("--client", "CIDR", "Only clients in this network: 10.1.0.0/16.", null);

    private readonly Option<string?> _minAge = OptionValues.Duration("--min-age", "Only sessions at least this old.");

    private readonly Option<string?> _minIdle =
        OptionValues.Duration("--min-idle", "Only sessions idle for at least this long.");

    private readonly Option<SessionOrder> _sort = OptionValues.Word(
        "--sort", "Sort order: oldest, most bytes or longest idle first.", SessionOrder.Age);

    private readonly Option<int> _limit = OptionValues.Number(
        "--limit", $"Maximum number of sessions, 1 to {LimitMax}.", 1, LimitMax, usual: 100);

    public IEnumerable<Command> Create()
    {
        _client.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && ClientNetwork.Parse(text, out var problem) is null)
                result.AddError($"--client: {Shown.Quoted(text)} {problem}");
        });
        return [List(), Close()];
    }

    private Command List() => verbs.Create(
        "sessions", "Lists running sessions.",
        [_pool, _backend, _client, _listener, _minAge, _minIdle, _sort, _limit],
        async call =>
        {
            var answer = await call.Client.GetAsync(await PathAsync(call), call.Stop);
            if (call.IsJson) call.PrintJson(answer);
            else SessionView.Write(call.Page, call.Client.Read<SessionPage>(answer));
            return ExitCodes.Success;
        });

    private Command Close()
    {
        var session = names.Session();
        return verbs.Create(
            "close", "Ends one session with RST to both sides.", [session],
            async call =>
            {
                var id = call.Parsed.GetRequiredValue(session);
                var act = new AdminAct(HttpMethod.Post, $"/v1/sessions/{Uri.EscapeDataString(id)}/close");
                var answer = await call.Client.ActAsync(act, call.Stop);
                if (call.IsJson) call.PrintJson(answer);
                else call.Page.Line($"Session {id} has been closed.");
                return ExitCodes.Success;
            });
    }

    private async Task<string> PathAsync(AdminCall call)
    {
        var parsed = call.Parsed;
        var (pool, backend) = (parsed.GetValue(_pool), parsed.GetValue(_backend));
        if (backend is not null)
        {
            var pools = (await call.StatusAsync()).Pools;
            var found = BackendName.Find([.. pools.Where(p => pool is null || p.Name == pool)], backend);
            (pool, backend) = (found.Pool, found.Address);
        }

        var (age, idle) = (parsed.GetValue(_minAge), parsed.GetValue(_minIdle));
        (string Key, string? Value)[] query =
        [
            ("listener", parsed.GetValue(_listener)), ("pool", pool), ("backend", backend),
            ("client", parsed.GetValue(_client)),
            ("ageMin", ActOptions.SecondsOf(age)?.ToString()), ("idleMin", ActOptions.SecondsOf(idle)?.ToString()),
            ("order", parsed.GetValue(_sort).ToString().ToLowerInvariant()), ("limit", $"{parsed.GetValue(_limit)}"),
        ];
        var given = query.Where(q => q.Value is not null).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value!)}");
        return "/v1/sessions?" + string.Join('&', given);
    }

    private static Option<string?> Text(
        string name, string form, string description,
        Func<System.CommandLine.Completions.CompletionContext, IEnumerable<string>>? completions)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = form };
        if (completions is not null) option.CompletionSources.Add(completions);
        return option;
    }
}
