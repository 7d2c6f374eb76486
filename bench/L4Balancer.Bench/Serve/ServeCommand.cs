using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using System.Net;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Arguments;
using LinuxAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Bench.Serve;

/// <summary>The verb <c>serve</c>: a small server to put behind a balancer.</summary>
internal static class ServeCommand
{
    private static readonly (string Word, ServeProtocol Value)[] Protocols =
        [("echo", ServeProtocol.Echo), ("http", ServeProtocol.Http), ("bulk", ServeProtocol.Bulk)];

    private static readonly LoadTarget FreePort = new("127.0.0.1:0", "127.0.0.1", 0);

    private static readonly Option<ServeProtocol> Protocol = new("--protocol")
    {
        Description = "echo: received data is sent back. http: GET /bytes/N returns N bytes, with keep-alive. bulk: a "
            + "client's first byte is D (the server sends endlessly), U (it reads and discards) or B (both).",
        HelpName = Words.Of(Protocols),
        Required = true,
        CustomParser = Words.Parser(Protocols),
    };

    private static readonly Option<LoadTarget> Bind = new("--bind")
    {
        Description = "Address to listen on; port 0 is any free port. [default: 127.0.0.1:0]",
        HelpName = "IP:PORT|unix:PATH",
        CustomParser = ParseBind,
    };

    private static readonly Option<bool> UntilStdinCloses = new("--until-stdin-closes")
    {
        Description = "Also end when standard input ends: together with the program that started it.",
    };

    public static Command Create()
    {
        var command = new Command(
            "serve",
            "A small server for load and compare, on one thread. Its first line is 'listening HOST:PORT'; it ends by "
            + "SIGTERM or Ctrl-C.") { Protocol, Bind, UntilStdinCloses };
        command.SetAction((parsed, token) => RunAsync(
            parsed.GetValue(Protocol), parsed.GetValue(Bind) ?? FreePort, parsed.GetValue(UntilStdinCloses), token));
        return command;
    }

    private static async Task<int> RunAsync(
        ServeProtocol protocol, LoadTarget bind, bool endsWithStdin, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) return await FailAsync("only Linux is supported.");
        try
        {
            using var server = new Server(protocol, AddressOf(bind));
            await using var stopping = cancellationToken.Register(server.Stop);
            var running = Task.Factory.StartNew(
                server.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Console.Out.WriteLineAsync($"listening {NameOf(bind, server.Port)}");
            if (endsWithStdin) StopWithStdin(server);
            await running;
            return BenchExitCodes.Success;
        }
        catch (Win32Exception e)
        {
            return await FailAsync($"{bind.Text}: {e.Message}.");
        }
    }

    /// <summary>On a background thread: a read from a terminal cannot be cancelled.</summary>
    private static void StopWithStdin(Server server)
    {
        var reader = new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            server.Stop();
        })
        { IsBackground = true };
        reader.Start();
    }

    private static LoadTarget? ParseBind(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        var bind = LoadTarget.TryParse(text);
        var isGood = bind is not null && (bind.IsUnix || IPAddress.TryParse(bind.Host, out _));
        if (!isGood) result.AddError($"--bind: '{text}' is not IP:PORT, [IPV6]:PORT or unix:PATH.");
        return bind;
    }

    private static LinuxAddress AddressOf(LoadTarget bind) => bind.IsUnix
        ? LinuxAddress.OfUnix(bind.Host)
        : LinuxAddress.Of(IPAddress.Parse(bind.Host), bind.Port);

    private static string NameOf(LoadTarget bind, int port) =>
        bind.IsUnix ? bind.Text : new IPEndPoint(IPAddress.Parse(bind.Host), port).ToString();

    private static async Task<int> FailAsync(string problem)
    {
        await Console.Error.WriteLineAsync($"serve: {problem}");
        return BenchExitCodes.Failed;
    }
}
