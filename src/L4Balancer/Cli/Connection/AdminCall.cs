using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;
using L4Balancer.Hosting;

namespace L4Balancer.Cli.Connection;

/// <summary>One invocation of a verb that talks to a daemon.</summary>
internal sealed record AdminCall(ParseResult Parsed, AdminClient Client, bool IsJson, Page Page, CancellationToken Stop)
{
    /// <summary>The balancer's current state; warns if the daemon's version differs from this command's.</summary>
    public async Task<BalancerSnapshot> StatusAsync()
    {
        var status = await Client.GetAsync<BalancerSnapshot>("/v1/status", Stop);
        if (status.Version != Daemon.Version)
            Warn($"this command has version {Daemon.Version}, the daemon {status.Version}");
        return status;
    }

    /// <summary>Writes to standard error, so that a pipe does not get it.</summary>
    public static void Warn(string text) => Console.Error.WriteLine($"l4balancer: {text}");

    /// <summary>Prints an answer of the API, with a line feed.</summary>
    public void PrintJson(string json) => Page.Line(json.TrimEnd());
}
