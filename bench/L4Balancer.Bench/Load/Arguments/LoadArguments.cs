using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace L4Balancer.Bench.Load.Arguments;

/// <summary>The command line options of <c>load</c>.</summary>
internal static class LoadArguments
{
    public const int ConnectionsMax = 100_000;

    private static readonly TimeSpan DurationMax = TimeSpan.FromHours(24);
    private static readonly TimeSpan DurationMin = TimeSpan.FromMilliseconds(100);

    public static readonly Option<LoadTarget> Target = new("--target")
    {
        Description = "The target of the load.",
        HelpName = "HOST:PORT|unix:PATH",
        Required = true,
        CustomParser = ParseTarget,
    };

    public static readonly Option<LoadProtocol> Protocol = new("--protocol")
    {
        Description = "The protocol.",
        HelpName = Words.Of(Words.Protocols),
        Required = true,
        CustomParser = Words.Parser(Words.Protocols),
    };

    public static readonly Option<int> Connections = new("--connections", "-c")
    {
        Description = "Number of concurrent connections. [default: 50]",
        HelpName = "N",
        CustomParser = Quantities.Number(1, ConnectionsMax),
    };

    public static readonly Option<int> Threads = new("--threads")
    {
        Description = "Threads that share the connections. [default: 1]",
        HelpName = "N",
        CustomParser = Quantities.Number(1, 64),
    };

    public static readonly Option<double> Rate = new("--rate", "-r")
    {
        Description = "Requests per second over all connections, sent on schedule regardless of earlier ones "
            + "(open loop); latencies count from the schedule. Without it, as fast as they are answered (closed loop).",
        HelpName = "N",
        CustomParser = ParseRate,
    };

    public static readonly Option<int> Payload = new("--payload")
    {
        Description = "Bytes of an echo message or a redis value. [default: 64]",
        HelpName = "SIZE",
        CustomParser = Quantities.Size(1, 1 << 26),
    };

    public static readonly Option<int> Pipeline = new("--pipeline")
    {
        Description = "Requests in flight per connection. [default: 1]",
        HelpName = "N",
        CustomParser = Quantities.Number(1, 10_000),
    };

    public static readonly Option<TimeSpan> Duration = new("--duration", "-d")
    {
        Description = "Duration of the measurement. [default: 10s]",
        HelpName = "TIME",
        CustomParser = Quantities.Duration(DurationMin, DurationMax),
    };

    public static readonly Option<TimeSpan> Warmup = new("--warmup")
    {
        Description = "Unmeasured load before that, in which connections are made. [default: 1s]",
        HelpName = "TIME",
        CustomParser = Quantities.Duration(TimeSpan.Zero, DurationMax),
    };

    public static readonly Option<TimeSpan> Timeout = new("--timeout")
    {
        Description = "Timeout for a connection or an answer. [default: 5s]",
        HelpName = "TIME",
        CustomParser = Quantities.Duration(DurationMin, DurationMax),
    };

    public static readonly Option<int> ReconnectEvery = new("--reconnect-every")
    {
        Description = "Reconnect after this many requests; 1 is a connection per request. The latency of the "
            + "first requests includes the connect.",
        HelpName = "N",
        CustomParser = Quantities.Number(1, int.MaxValue),
    };

    public static readonly Option<RedisOperation> Operation = new("--operation")
    {
        Description = "redis: the request. [default: get]",
        HelpName = Words.Of(Words.Operations),
        CustomParser = Words.Parser(Words.Operations),
    };

    public static readonly Option<BulkDirection> Direction = new("--direction")
    {
        Description = "bulk: the direction; down is from the server. [default: down]",
        HelpName = Words.Of(Words.Directions),
        CustomParser = Words.Parser(Words.Directions),
    };

    public static readonly Option<string> Path = new("--path")
    {
        Description = "http: the path to GET; `serve` returns N bytes for /bytes/N. [default: /]",
        HelpName = "PATH",
    };

    public static readonly Option<string> User = new("--user")
    {
        Description = "mysql-ping: log in (mysql_native_password) and measure COM_PING. Without it greetings are "
            + "measured, each on a connection of its own.",
        HelpName = "NAME",
    };

    public static readonly Option<string> Password = new("--password")
    {
        Description = "mysql-ping: the user's password.",
        HelpName = "PASSWORD",
    };

    public static readonly Option<byte[]> Preface = new("--preface")
    {
        Description = "Send these bytes first on every connection, as a PROXY header; nothing answers them.",
        HelpName = "HEX",
        CustomParser = Quantities.Hex(),
    };

    public static readonly Option<byte[]> Message = new("--message")
    {
        Description = "echo: send these bytes as every message, as a ClientHello, in place of random ones.",
        HelpName = "HEX",
        CustomParser = Quantities.Hex(),
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print the report as JSON." };

    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress lines on stderr." };

    public static IReadOnlyList<Option> All { get; } =
    [
        Target, Protocol, Connections, Rate, Payload, Pipeline, Duration, Warmup, Timeout, ReconnectEvery, Operation,
        Direction, Path, User, Password, Preface, Message, Threads, Json, Quiet,
    ];

    private static LoadTarget? ParseTarget(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (LoadTarget.TryParse(text) is { } target && (target.IsUnix || target.Port > 0)) return target;
        result.AddError($"--target: '{text}' is not HOST:PORT, [IPV6]:PORT or unix:PATH.");
        return null;
    }

    private static double ParseRate(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        const NumberStyles style = NumberStyles.AllowDecimalPoint;
        if (double.TryParse(text, style, CultureInfo.InvariantCulture, out var rate) && rate is >= 0.01 and <= 1e7)
            return rate;
        result.AddError($"--rate: '{text}' is not a number from 0.01 to 10000000.");
        return 1;
    }
}
