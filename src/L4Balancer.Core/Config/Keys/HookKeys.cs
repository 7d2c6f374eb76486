using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of a hook.</summary>
internal static class HookKeys
{
    public const string On = "on";
    public const string Pools = "pools";
    public const string Command = "command";
    public const string Url = "url";

    private static readonly HookConfig Blank = new() { Name = "", On = [] };

    private static readonly ChoiceShape<HookEvent> Event = new();

    public static ObjectShape<HookConfig> Shape { get; } =
        new("hook", "Runs a command or calls a URL on chosen events.", Blank, complete: HookRules.Complete,
            schemaRules: DemandCommandOrUrl)
        {
            { On, new ListShape<HookEvent>(Event, $"{Event.Expectation}, or a list of them", orSingle: true),
                "The events.", h => h.On, (h, v) => h with { On = v }, FieldKind.Required },
            { Pools, new ListShape<string>(new NameShape(), "the name of a pool, or a list of them", orSingle: true),
                "Only events of these pools; omitted: all events.",
                h => h.Pools.Count == 0 ? null : h.Pools, (h, v) => h with { Pools = v } },
            { Command, new ListShape<string>(
                    new CommandWordShape(), "a list of the program's absolute path and its arguments"),
                "The program that is run, without a shell; instead of `url`.",
                h => h.Command, (h, v) => h with { Command = v } },
            { Url, new HookUrlShape(), "The URL that the event is posted to; instead of `command`.",
                h => h.Url, (h, v) => h with { Url = v } },
            { "timeout", DurationShape.Between("100ms", "1h"),
                "How long a run may take until its processes are killed, or the request is given up.",
                h => h.Timeout, (h, v) => h with { Timeout = v } },
            { "max-running", new WholeNumberShape(1, Limits.HooksRunningMax),
                "Runs of this hook at the same time; with 1 its events arrive in order.",
                h => h.MaxRunning, (h, v) => h with { MaxRunning = v } },
        };

    private static void DemandCommandOrUrl(JsonObject schema) =>
        schema["oneOf"] = new JsonArray(Require(Command), Require(Url));

    private static JsonObject Require(string key) => new() { ["required"] = new JsonArray(key) };
}
