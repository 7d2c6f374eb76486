using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;
using L4Balancer.Hosting;

namespace L4Balancer.Cli.Connection;

/// <summary>One use of a verb that asks a daemon.</summary>
internal sealed record AdminCall(ParseResult Parsed, AdminClient Client, bool IsJson, Page Page, CancellationToken Stop)
{
    /// <summary>The balancer now; says so when it is one of another version than this command.</summary>
    public async Task<BalancerSnapshot> StatusAsync()
    {
        var status = await Client.GetAsync<BalancerSnapshot>("/v1/status", Stop);
        if (status.Version != Daemon.Version)
            Warn($"this command is version {Daemon.Version}, and the daemon is {status.Version}");
        return status;
    }

    /// <summary>Beside the output, so that a pipe does not get it.</summary>
    public static void Warn(string text) => Console.Error.WriteLine($"l4balancer: {text}");

    /// <summary>Prints what the API answered, ending its line.</summary>
    public void PrintJson(string json) => Page.Line(json.TrimEnd());
}
