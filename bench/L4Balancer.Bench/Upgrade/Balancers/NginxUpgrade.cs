using System.Globalization;
using System.Net;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Upgrade.Balancers;

/// <summary>
/// nginx <c>stream</c>: a new program on the fly (SIGUSR2, SIGWINCH, SIGQUIT), or a reload (SIGHUP), which only
/// replaces the workers.
/// </summary>
internal sealed class NginxUpgrade(bool isReload) : UpgradedBalancer
{
    /// <summary>What an operator looks at between the steps.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private string _pidFile = "";

    public override string Name => isReload ? "nginx-reload" : "nginx-upgrade";

    public override string Title => isReload ? "SIGHUP" : "SIGUSR2, SIGWINCH, SIGQUIT";

    public override int? Remaining => isReload ? Master : null;

    public override string? Missing(Toolbox tools) => tools.Nginx is null ? "nginx is not installed" : null;

    public override async Task<IPEndPoint> StartAsync(Stage stage, IPEndPoint server, CancellationToken stop)
    {
        var program = stage.Tools.Nginx!;
        var built = await ProgramRun.ToEndAsync([program, "-V"], TimeSpan.FromSeconds(20), stop);
        var module = NginxBalancer.ModuleFor(built.Output + built.Errors);
        var folder = stage.NewFolder("nginx");
        _pidFile = Path.Combine(folder, "nginx.pid");
        var address = await StartOnPortAsync(stage, CommandOf, stop);
        await UntilAsync(() => Master > 0, "no process number was written", stop);
        await UntilAsync(IsOrphan, "it was not left by the process that started it", stop);
        return address;

        string[] CommandOf(int port)
        {
            var config = stage.NewFile("stream.conf", ConfigOf(stage, port, server, module));
            return UnderInit.Run(program, "-e", "stderr", "-p", folder, "-c", config);
        }
    }

    public override async Task UpgradeAsync(Stage stage, CancellationToken stop)
    {
        var old = Master;
        if (isReload)
        {
            Signals.Send(old, Signals.Hangup);
            return;
        }

        Signals.Send(old, Signals.User2);
        await UntilAsync(() => Master is var now && now > 0 && now != old, "no new master after SIGUSR2", stop);
        await Task.Delay(Look, stop);
        Signals.Send(old, Signals.WindowChange);
        await Task.Delay(Look, stop);
        Signals.Send(old, Signals.Quit);
    }

    /// <summary>0 if there is none at this moment.</summary>
    private int Master
    {
        get
        {
            try
            {
                return int.TryParse(File.ReadAllText(_pidFile), CultureInfo.InvariantCulture, out var id) ? id : 0;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    /// <summary>proc_pid_stat(5): the parent follows the state.</summary>
    private bool IsOrphan()
    {
        var parent = File.ReadAllText($"/proc/{Master}/stat").Split(") ")[^1].Split(' ')[1];
        return !File.ReadAllText($"/proc/{parent}/cmdline").Contains(UnderInit.Name, StringComparison.Ordinal);
    }

    private string ConfigOf(Stage stage, int port, IPEndPoint server, string? module) =>
        $$"""
        {{(module is null ? "" : $"load_module {module};")}}
        daemon off;
        worker_processes {{stage.Cores}};
        pid {{_pidFile}};
        error_log stderr crit;
        events { worker_connections {{2 * stage.SessionsMax}}; }
        stream {
          server {
            listen 127.0.0.1:{{port}} reuseport backlog=4096;
            proxy_pass {{server}};
            proxy_connect_timeout 5s;
            proxy_timeout 10m;
          }
        }

        """;
}
