using System.CommandLine;

namespace L4Balancer.Bench.Load.Arguments;

/// <summary>From a parsed command line to the options of a run.</summary>
internal static class LoadOptionsReader
{
    /// <summary>Of a command line without errors.</summary>
    public static LoadOptions Read(ParseResult parsed)
    {
        var options = new LoadOptions
        {
            Target = parsed.GetRequiredValue(LoadArguments.Target),
            Protocol = parsed.GetRequiredValue(LoadArguments.Protocol),
            Rate = IsGiven(parsed, LoadArguments.Rate) ? parsed.GetValue(LoadArguments.Rate) : null,
            Operation = parsed.GetValue(LoadArguments.Operation),
            Direction = parsed.GetValue(LoadArguments.Direction),
            User = parsed.GetValue(LoadArguments.User),
            Password = parsed.GetValue(LoadArguments.Password) ?? "",
            Preface = BytesOf(parsed, LoadArguments.Preface),
            Message = BytesOf(parsed, LoadArguments.Message),
            IsJson = parsed.GetValue(LoadArguments.Json),
            IsQuiet = parsed.GetValue(LoadArguments.Quiet),
        };
        options = options with
        {
            Connections = Or(parsed, LoadArguments.Connections, options.Connections),
            Threads = Or(parsed, LoadArguments.Threads, options.Threads),
            PayloadBytes = Or(parsed, LoadArguments.Payload, options.PayloadBytes),
            Pipeline = Or(parsed, LoadArguments.Pipeline, options.Pipeline),
            Duration = Or(parsed, LoadArguments.Duration, options.Duration),
            Warmup = Or(parsed, LoadArguments.Warmup, options.Warmup),
            Timeout = Or(parsed, LoadArguments.Timeout, options.Timeout),
            Path = Or(parsed, LoadArguments.Path, options.Path)!,
            ReconnectEvery = IsGiven(parsed, LoadArguments.ReconnectEvery)
                ? parsed.GetValue(LoadArguments.ReconnectEvery) : null,
        };
        // A greeting comes once, so every one has its connection.
        var isGreeting = options is { Protocol: LoadProtocol.MySqlPing, User: null };
        return isGreeting ? options with { ReconnectEvery = 1 } : options;
    }

    /// <summary>Whether the option is on the command line.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static T? Or<T>(ParseResult parsed, Option<T> option, T otherwise) =>
        IsGiven(parsed, option) ? parsed.GetValue(option) : otherwise;

    /// <summary>Options that are equal have equal values: no bytes are always the same nothing.</summary>
    private static ReadOnlyMemory<byte> BytesOf(ParseResult parsed, Option<byte[]> option) =>
        parsed.GetValue(option) is { Length: > 0 } bytes ? bytes : default(ReadOnlyMemory<byte>);
}
