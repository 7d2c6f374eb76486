using System.CommandLine;
using System.Text.Json.Nodes;
using L4Balancer.Cli.Completion;
using L4Balancer.Cli.Connection;
using L4Balancer.Core;

namespace L4Balancer.Cli.Acts;

/// <summary>The verbs that act on one backend.</summary>
internal sealed class BackendActs(ActVerb acts, ActOptions options, LiveNames names)
{
    private const string AsConfigured = "default";
    private const int WeightMax = Limits.WeightMax;

    private readonly Argument<string> _backend = names.Backend();

    public IEnumerable<Command> Create() => [Drain(), Maintenance(), Ready(), Weight(), ResetSessions(), Remove()];

    private Command Drain() => acts.Create(
        "drain", "Stops new sessions to a backend; running sessions may finish.",
        [_backend, options.Deadline, options.Rate],
        async call =>
        {
            var backend = await FindAsync(call);
            var deadline = call.Parsed.GetValue(options.Deadline);
            var rate = call.Parsed.GetValue(options.Rate);
            return (
                Of(backend, "drain", new { deadlineSeconds = ActOptions.SecondsOf(deadline), rate }),
                $"{backend} is draining{AfterDeadline(deadline, rate)}");
        });

    private Command Maintenance() => acts.Create(
        "maintenance", "Stops new sessions to a backend until it is set ready.", [_backend],
        async call =>
        {
            var backend = await FindAsync(call);
            return (Of(backend, "maintenance"), $"{backend} is in maintenance");
        });

    private Command Ready() => acts.Create(
        "ready", "Ends a backend's drain or maintenance.", [_backend],
        async call =>
        {
            var backend = await FindAsync(call);
            return (Of(backend, "ready"), $"{backend} is ready");
        });

    private Command Weight()
    {
        var weight = new Argument<string>("WEIGHT")
        {
            Description = $"The share of new sessions, 0 (none) to {WeightMax}, or {AsConfigured}.",
        };
        weight.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>()!;
            if (text != AsConfigured && !(int.TryParse(text, out var n) && n is >= 0 and <= WeightMax))
            {
                result.AddError(
                    $"WEIGHT: {Shown.Quoted(text)} is not a whole number from 0 to {WeightMax} or {AsConfigured}");
            }
        });
        weight.CompletionSources.Add(AsConfigured);
        return acts.Create(
            "weight", "Changes a backend's share of new sessions.", [_backend, weight],
            async call =>
            {
                var backend = await FindAsync(call);
                int? wanted = int.TryParse(call.Parsed.GetRequiredValue(weight), out var n) ? n : null;
                var done = wanted switch
                {
                    null => "has its configured weight",
                    0 => "has weight 0: no new sessions",
                    _ => $"has weight {wanted}",
                };
                return (Of(backend, "weight", new JsonObject { ["weight"] = wanted }), $"{backend} {done}");
            },
            canPersist: true);
    }

    private Command ResetSessions() => acts.Create(
        "reset-sessions", "Ends the running sessions of a backend with RST.", [_backend, options.Rate],
        async call =>
        {
            var backend = await FindAsync(call);
            var rate = call.Parsed.GetValue(options.Rate);
            var pace = rate is null ? "" : $", {rate} a second";
            return (Of(backend, "reset-sessions", new { rate }), $"The sessions of {backend} are being reset{pace}");
        });

    private Command Remove() => acts.Create(
        "remove", "Removes a backend from its pool; its sessions may finish.", [_backend],
        async call =>
        {
            var text = call.Parsed.GetRequiredValue(_backend);
            var backend = BackendName.FindEntry((await call.StatusAsync()).Pools, text);
            var path = $"/v1/pools/{Uri.EscapeDataString(backend.Pool)}/backends/{Uri.EscapeDataString(backend.Entry)}";
            return (new AdminAct(HttpMethod.Delete, path), $"{backend.Pool}/{backend.Entry} has been removed");
        },
        canPersist: true);

    private async Task<BackendName> FindAsync(AdminCall call) =>
        BackendName.Find((await call.StatusAsync()).Pools, call.Parsed.GetRequiredValue(_backend));

    private static AdminAct Of(BackendName backend, string verb, object? body = null) =>
        AdminAct.OnBackend(backend.Pool, backend.Address, verb, body);

    private static string AfterDeadline(string? deadline, int? rate)
    {
        if (deadline is null) return "";
        var pace = rate is null ? "" : $", {rate} a second";
        return $"; sessions still running after {deadline} will be ended{pace}";
    }
}
