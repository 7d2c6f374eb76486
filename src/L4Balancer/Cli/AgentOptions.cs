using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Hosting;

namespace L4Balancer.Cli;

/// <summary>The options of <c>l4balancer agent</c>; their defaults are those of the settings.</summary>
internal sealed class AgentOptions
{
    internal const int UsualPort = 9707;
    private static readonly AgentSettings UsualSettings = new() { Bind = new IPEndPoint(IPAddress.IPv6Any, UsualPort) };
    private static readonly WeightRules Usual = UsualSettings.Rules;
    private static readonly TimeSpan IntervalMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IntervalMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SmoothingMax = TimeSpan.FromMinutes(10);

    private readonly Option<string> _bind = new("--bind")
    {
        Description = "The address to answer on.",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => $":{UsualPort}",
    };

    private readonly Option<string[]> _allow = new("--allow")
    {
        Description = "A network that may ask; may be repeated. Without it everybody may.",
        HelpName = "NETWORK",
    };

    private readonly Option<string?> _interval = OptionValues.Duration(
        "--interval", $"How often the figures are read; {Durations.Format(UsualSettings.Interval)} unless given.");

    private readonly Option<string?> _smoothing = OptionValues.Duration(
        "--smoothing", "The time constant of the average of the weight, 0 for none; "
            + $"{Durations.Format(UsualSettings.Smoothing)} unless given.");

    private readonly Option<int> _floor = OptionValues.Number(
        "--floor", "The smallest weight in percent; 0 lets an overloaded server drain itself.", 0, 100, Usual.Floor);

    private readonly Option<string?> _stateFile = new("--state-file")
    {
        Description = "A file whose first line is reported besides the weight, such as: drain # kernel update.",
        HelpName = "FILE",
    };

    private readonly Option<string> _cpu = Ramp("--cpu", "percent of the processors in use", Usual.Cpu);
    private readonly Option<string> _memory = Ramp("--memory", "percent of the memory in use", Usual.Memory);
    private readonly Option<string> _load = Ramp("--load", "load of a minute per processor", Usual.Load);
    private readonly Option<string> _psiCpu = Ramp("--psi-cpu", "percent of time waited for processors", Usual.PsiCpu);
    private readonly Option<string> _psiMemory =
        Ramp("--psi-memory", "percent of time waited for memory", Usual.PsiMemory);
    private readonly Option<string> _psiIo = Ramp("--psi-io", "percent of time waited for disks", Usual.PsiIo);

    public AgentOptions()
    {
        Check(_bind, text => EndPointOf(text, out var problem) is null ? problem : null);
        Check(_interval, text => Between(text, IntervalMin, IntervalMax));
        Check(_smoothing, text => Between(text, TimeSpan.Zero, SmoothingMax));
        _allow.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(token => token.Value))
            {
                if (ClientNetwork.Parse(text, out var problem) is null)
                    result.AddError($"--allow: {Shown.Quoted(text)} {problem}");
            }
        });
    }

    public IEnumerable<Option> All =>
    [
        _bind, _allow, _interval, _smoothing, _floor, _stateFile, _cpu, _memory, _load, _psiCpu, _psiMemory, _psiIo,
    ];

    public AgentSettings SettingsOf(ParseResult parsed) => new()
    {
        Bind = EndPointOf(parsed.GetValue(_bind)!, out _)!,
        Allowed = [.. (parsed.GetValue(_allow) ?? []).Select(text => ClientNetwork.Parse(text, out _)!.Value)],
        Interval = DurationOf(parsed.GetValue(_interval), UsualSettings.Interval),
        Smoothing = DurationOf(parsed.GetValue(_smoothing), UsualSettings.Smoothing),
        StateFile = parsed.GetValue(_stateFile),
        Rules = new WeightRules
        {
            Cpu = RampOf(parsed.GetValue(_cpu)),
            Memory = RampOf(parsed.GetValue(_memory)),
            Load = RampOf(parsed.GetValue(_load)),
            PsiCpu = RampOf(parsed.GetValue(_psiCpu)),
            PsiMemory = RampOf(parsed.GetValue(_psiMemory)),
            PsiIo = RampOf(parsed.GetValue(_psiIo)),
            Floor = parsed.GetValue(_floor),
        },
    };

    private static Option<string> Ramp(string name, string what, WeightRamp? usual)
    {
        var option = new Option<string>(name)
        {
            Description = $"Full weight up to the first value of the {what}, none from the second on; or off.",
            HelpName = "LOW-HIGH",
            DefaultValueFactory = _ => usual?.ToString() ?? WeightRamp.Off,
        };
        Check(option, text => WeightRamp.TryParse(text, out _) ? null : "is neither a range such as 10-100 nor off");
        return option;
    }

    /// <param name="problem">What is wrong with the text, to follow it in a message; null if it is good.</param>
    private static void Check(Option option, Func<string, string?> problem) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && problem(token.Value) is { } what)
            result.AddError($"{option.Name}: {Shown.Quoted(token.Value)} {what}");
    });

    private static string? Between(string text, TimeSpan min, TimeSpan max) =>
        Durations.TryParse(text, out var value) && (value < min || value > max)
            ? $"is not from {Durations.Format(min)} to {Durations.Format(max)}"
            : null;

    private static TimeSpan DurationOf(string? text, TimeSpan usual) =>
        text is not null && Durations.TryParse(text, out var value) ? value : usual;

    private static WeightRamp? RampOf(string? text) =>
        text is not null && WeightRamp.TryParse(text, out var ramp) ? ramp : null;

    private static IPEndPoint? EndPointOf(string text, out string? problem)
    {
        var bind = BindAddress.Parse(text, out problem);
        problem ??= bind!.Address.Ip is null ? "is a unix socket, which no balancer reaches" : null;
        if (problem is not null) return null;
        var ip = bind!.IsDualStack && !Socket.OSSupportsIPv6 ? IPAddress.Any : bind.Address.Ip!;
        return new IPEndPoint(ip, bind.Address.Port);
    }
}
