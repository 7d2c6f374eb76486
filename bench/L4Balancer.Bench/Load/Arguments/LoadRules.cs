using System.CommandLine;
using L4Balancer.Linux;

namespace L4Balancer.Bench.Load.Arguments;

/// <summary>Rules between options. Every rule adds its own error, so one run reports all of them.</summary>
internal static class LoadRules
{
    /// <summary>Files open besides the connections: by the runtime, the loops and the terminal.</summary>
    private const int OtherFiles = 200;

    /// <summary>
    /// Returns the errors of a command line whose options are valid one by one; empty if there are none.
    /// </summary>
    public static IReadOnlyList<string> ErrorsOf(ParseResult parsed)
    {
        var errors = new List<string>();
        var protocol = parsed.GetValue(LoadArguments.Protocol);
        AddWrongProtocol(errors, parsed, protocol);
        AddNumbers(errors, parsed);
        AddLogin(errors, parsed, protocol);
        AddPath(errors, parsed);
        return errors;
    }

    private static void AddWrongProtocol(List<string> errors, ParseResult parsed, LoadProtocol protocol)
    {
        OnlyFor(LoadArguments.Direction, LoadProtocol.Bulk);
        OnlyFor(LoadArguments.Operation, LoadProtocol.Redis);
        OnlyFor(LoadArguments.Path, LoadProtocol.Http);
        OnlyFor(LoadArguments.User, LoadProtocol.MySqlPing);
        OnlyFor(LoadArguments.Password, LoadProtocol.MySqlPing);
        OnlyFor(LoadArguments.Payload, LoadProtocol.Echo, LoadProtocol.Redis);
        OnlyFor(LoadArguments.Message, LoadProtocol.Echo);
        LoadProtocol[] withRequests =
            [LoadProtocol.Echo, LoadProtocol.Redis, LoadProtocol.Http, LoadProtocol.MySqlPing];
        OnlyFor(LoadArguments.Preface, withRequests);
        OnlyFor(LoadArguments.Rate, withRequests);
        OnlyFor(LoadArguments.Pipeline, withRequests);
        OnlyFor(LoadArguments.ReconnectEvery, withRequests);

        void OnlyFor(Option option, params LoadProtocol[] protocols)
        {
            if (!LoadOptionsReader.IsGiven(parsed, option) || protocols.Contains(protocol)) return;
            var words = protocols.Select(p => Words.WordFor(Words.Protocols, p));
            errors.Add($"{option.Name} is for --protocol {string.Join(", ", words)} only.");
        }
    }

    private static void AddNumbers(List<string> errors, ParseResult parsed)
    {
        var options = LoadOptionsReader.Read(parsed);
        if (options.Threads > options.Connections)
            errors.Add($"--threads: {options.Threads} threads cannot share {options.Connections} connections.");
        if (OperatingSystem.IsLinux() && ProcessLimits.OpenFiles().Soft is var files
            && (ulong)options.Connections + OtherFiles > files)
            errors.Add($"--connections: this process may open {files} files; raise it with `ulimit -n`.");
        var isGiven = LoadOptionsReader.IsGiven(parsed, LoadArguments.ReconnectEvery);
        var (pipeline, every) = (options.Pipeline, options.ReconnectEvery);
        if (isGiven && pipeline > every)
            errors.Add($"--pipeline: {pipeline} do not fit into {every} requests per connection.");
    }

    private static void AddLogin(List<string> errors, ParseResult parsed, LoadProtocol protocol)
    {
        const string because = "requires --user: without it every greeting has its own connection.";
        var hasUser = LoadOptionsReader.IsGiven(parsed, LoadArguments.User);
        if (LoadOptionsReader.IsGiven(parsed, LoadArguments.Password) && !hasUser)
            errors.Add("--password requires --user.");
        if (protocol != LoadProtocol.MySqlPing || hasUser) return;
        if (parsed.GetValue(LoadArguments.Pipeline) > 1) errors.Add($"--pipeline {because}");
        if (parsed.GetValue(LoadArguments.ReconnectEvery) > 1) errors.Add($"--reconnect-every {because}");
    }

    private static void AddPath(List<string> errors, ParseResult parsed)
    {
        if (parsed.GetValue(LoadArguments.Path) is not { } path) return;
        var isGood = path.StartsWith('/') && path.All(c => c is > ' ' and < (char)0x7F);
        if (!isGood) errors.Add($"--path: '{path}' does not begin with / or has a character that must be escaped.");
    }
}
