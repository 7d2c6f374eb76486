using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace L4Balancer.Bench.Load.Arguments;

/// <summary>The options of <c>load</c> as they are typed.</summary>
internal static class LoadArguments
{
    public const int ConnectionsMax = 100_000;

    private static readonly TimeSpan DurationMax = TimeSpan.FromHours(24);
    private static readonly TimeSpan DurationMin = TimeSpan.FromMilliseconds(100);

    public static readonly Option<LoadTarget> Target = new("--target")
    {
        Description = "Where the load goes.",
        HelpName = "HOST:PORT|unix:PATH",
        Required = true,
        CustomParser = ParseTarget,
    };

    public static readonly Option<LoadProtocol> Protocol = new("--protocol")
    {
        Description = "What is spoken there.",
        HelpName = Words.Of(Words.Protocols),
        Required = true,
        CustomParser = Words.Parser(Words.Protocols),
    };

    public static readonly Option<int> Connections = new("--connections", "-c")
    {
        Description = "Connections that are open at a time. [default: 50]",
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
        Description = "Requests per second over all connections, sent when they are due whatever became of those "
            + "before (open loop); latencies count from then. Without it, as fast as they are answered (closed loop).",
        HelpName = "N",
        CustomParser = ParseRate,
    };

    public static readonly Option<int> Payload = new("--payload")
    {
        Description = "Bytes of a message of echo or of a value of redis. [default: 64]",
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
        Description = "How long is measured. [default: 10s]",
        HelpName = "TIME",
        CustomParser = Quantities.Duration(DurationMin, DurationMax),
    };

    public static readonly Option<TimeSpan> Warmup = new("--warmup")
    {
        Description = "Load before that, not measured; the connections are made in it. [default: 1s]",
        HelpName = "TIME",
        CustomParser = Quantities.Duration(TimeSpan.Zero, DurationMax),
    };

    public static readonly Option<TimeSpan> Timeout = new("--timeout")
    {
        Description = "The longest wait for a connection or for the next answer. [default: 5s]",
        HelpName = "TIME",
        CustomParser = Quantities.Duration(DurationMin, DurationMax),
    };

    public static readonly Option<int> ReconnectEvery = new("--reconnect-every")
    {
        Description = "A new connection after so many requests; 1 is a connection per request. The latency of its "
            + "first requests includes the connect.",
        HelpName = "N",
        CustomParser = Quantities.Number(1, int.MaxValue),
    };

    public static readonly Option<RedisOperation> Operation = new("--operation")
    {
        Description = "redis: what a request does. [default: get]",
        HelpName = Words.Of(Words.Operations),
        CustomParser = Words.Parser(Words.Operations),
    };

    public static readonly Option<BulkDirection> Direction = new("--direction")
    {
        Description = "bulk: which way the bytes go, down is from the server. [default: down]",
        HelpName = Words.Of(Words.Directions),
        CustomParser = Words.Parser(Words.Directions),
    };

    public static readonly Option<string> Path = new("--path")
    {
        Description = "http: what to GET; `serve` gives N bytes for /bytes/N. [default: /]",
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
        Description = "mysql-ping: of that user.",
        HelpName = "PASSWORD",
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Prints the report as JSON." };

    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No line a second on stderr." };

    public static IReadOnlyList<Option> All { get; } =
    [
        Target, Protocol, Connections, Rate, Payload, Pipeline, Duration, Warmup, Timeout, ReconnectEvery, Operation,
        Direction, Path, User, Password, Threads, Json, Quiet,
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
