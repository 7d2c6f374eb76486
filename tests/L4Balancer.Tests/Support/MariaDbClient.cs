using System.Globalization;

namespace L4Balancer.Tests.Support;

/// <summary>The client of MariaDB: a long-lived connection for queries, and short sessions.</summary>
internal sealed class MariaDbClient : IAsyncDisposable
{
    private readonly TestProcess _process;

    private MariaDbClient(TestProcess process) => _process = process;

    public static MariaDbClient Start(int port) => new(TestProcess.Start([.. CommandLine(port), "--unbuffered"]));

    /// <summary>Connects, runs statements, ends.</summary>
    public static Task<CommandResult> RunAsync(int port, string sql)
    {
        var command = CommandLine(port);
        return Command.RunAsync(command[0], [.. command.Skip(1), "-e", sql]);
    }

    /// <summary>The port of the server that a new session reaches.</summary>
    public static async Task<int> PortAsync(int port)
    {
        var answer = await RunAsync(port, "SELECT @@port");
        return int.Parse(answer.OrThrow().Text, CultureInfo.InvariantCulture);
    }

    /// <summary>One session of a load.</summary>
    public static async Task SelectAsync(int port)
    {
        var result = await RunAsync(port, "SELECT 1");
        if (result.ExitCode == 0 && result.Text == "1") return;

        // 2002 and 2003 are errors of the client itself: connect(2) failed. Other errors occur later.
        var error = new CommandFailedException(result.ToString());
        var isConnect = result.Errors.Contains("ERROR 2002") || result.Errors.Contains("ERROR 2003");
        throw isConnect ? new ConnectFailedException(error) : error;
    }

    /// <summary>Runs statements in the session, the last of which returns one row.</summary>
    public async Task<string> AskAsync(string sql)
    {
        var mark = _process.Output.Count;
        await _process.Input.WriteLineAsync(sql);
        await _process.Input.FlushAsync();
        return await _process.Output.LineAsync(_ => true, $"the answer to {sql}", mark, Loopback.Patience);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static IReadOnlyList<string> CommandLine(int port) =>
    [
        "mariadb", "--no-defaults", "--host=127.0.0.1", "--protocol=tcp", $"--port={port}",
        $"--user={MariaDbServer.User}", "--batch", "--skip-column-names", "test",
    ];
}
